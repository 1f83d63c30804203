import { expect, it } from 'vitest';
import { createSteadyClock } from './steady-clock.ts';

it.each([
  { times: [5, 5, 7], steady: [5, 5, 7], reason: 'a clock that goes on' },
  { times: [100, 40, 45], steady: [100, 100, 105], reason: 'set back by 60' },
  { times: [100, 40, 100, 90], steady: [100, 100, 160, 160], reason: 'set back twice' },
  { times: [0, 1000, 1001], steady: [0, 1000, 1001], reason: 'set forward' },
])('$times are read as $steady: $reason', ({ times, steady }) => {
  expect(times.map(createSteadyClock())).toEqual(steady);
});
