import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBreaker } from './breaker.ts';

function failed(times: number, random = 0.5) {
  const breaker = createBreaker();
  for (let count = 0; count < times; count++) breaker.failed(0, random);
  return breaker;
}

it.each([
  { times: 0, opensAt: 0, doubtful: false },
  { times: 1, opensAt: 0, doubtful: true },
  { times: 4, opensAt: 0, doubtful: true },
  { times: 5, opensAt: 1000, doubtful: true },
  { times: 6, opensAt: 2000, doubtful: true },
  { times: 10, opensAt: 32_000, doubtful: true },
  { times: 11, opensAt: 60_000, doubtful: true },
  { times: 500, opensAt: 60_000, doubtful: true },
])('after $times failures in a row the next request goes at $opensAt ms', ({ times, opensAt, doubtful }) => {
  const breaker = failed(times);
  expect([breaker.opensAt(), breaker.isDoubtful()]).toEqual([opensAt, doubtful]);
});

it('is closed by one answer, and counts from the beginning', () => {
  const breaker = failed(9);
  breaker.answered();
  expect([breaker.opensAt(), breaker.isDoubtful()]).toEqual([0, false]);
  for (let count = 0; count < 4; count++) breaker.failed(0, 0.5);
  expect(breaker.opensAt()).toBe(0);
});

it('draws each wait from 80 to 120 %, and never waits more than 72 s', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 2000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (times, random) => {
        const [wait, middle] = [failed(times, random).opensAt(), failed(times).opensAt()];
        expect(wait).toBeGreaterThanOrEqual(Math.floor(0.8 * middle));
        expect(wait).toBeLessThanOrEqual(Math.ceil(1.2 * middle));
        expect(wait).toBeLessThanOrEqual(72_000);
      },
    ),
  );
});
