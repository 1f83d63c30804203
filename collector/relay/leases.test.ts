import { expect, it } from 'vitest';
import type { ClaimedEvent } from '../store/store.ts';
import { createLeases } from './leases.ts';

const claimed = (id: number, lease: string) => ({ id, lease }) as ClaimedEvent;

it('goes on under the new lease with what is under way, and begins only what is not', () => {
  const leases = createLeases();
  const first = [claimed(1, 'A'), claimed(2, 'A')];
  expect(leases.take(first)).toEqual(first);
  const second = [claimed(2, 'B'), claimed(3, 'B')];
  expect(leases.take(second)).toEqual([claimed(3, 'B')]);
  expect([1, 2, 3].map((id) => leases.newest(claimed(id, 'old')).lease)).toEqual(['A', 'B', 'B']);
  leases.drop(first);
  expect(leases.take([claimed(2, 'C')])).toEqual([claimed(2, 'C')]);
});
