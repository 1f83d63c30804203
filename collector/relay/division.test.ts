import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimedEvent } from '../store/store.ts';
import { createProof, groupsOf } from './division.ts';

const HOUR = 3_600_000;
/** An event that failed so often before now; what was spared counts for nothing. */
function claimed(id: number, failures: number): ClaimedEvent {
  const head = { pixel: 'C4AAAAAAAAAAAAAAAAAA', eventSource: 'web', testEventCode: null } as const;
  const attempts = [{ at: 0, reason: '50000' }];
  return {
    ...head,
    id,
    lease: 'L',
    attempts: failures + 7,
    history: failures === 0 ? null : JSON.stringify({ noted: failures + 7, spared: 7, attempts }),
    event: 'Purchase',
    eventId: `${id}`,
    body: '{}',
    receivedAt: 0,
  };
}
const several = (count: number, failures: number, first = 0) =>
  Array.from({ length: count }, (_, index) => claimed(first + index, failures));
const yes = () => true;

describe('a request that failed', () => {
  it.each([
    { batch: several(30, 1), sizes: [30], reason: 'for the second time: together' },
    { batch: several(30, 3), sizes: [30], reason: 'for the fourth time: together' },
    { batch: several(30, 4), sizes: Array(10).fill(3), reason: 'for the fifth time: divided again' },
    { batch: several(30, 2), sizes: Array(10).fill(3), reason: 'for the third time: ten parts' },
    { batch: several(1000, 2), sizes: Array(10).fill(100), reason: 'the largest' },
    { batch: several(2, 12), sizes: [1, 1], reason: 'two events' },
    { batch: several(1, 12), sizes: [1], reason: 'one event is a part of nothing' },
    { batch: [...several(2, 2), ...several(5, 1, 2)], sizes: [1, 1, 5], reason: 'new ones are left out' },
    { batch: [...several(1, 2), ...several(5, 0, 1)], sizes: [1, 5], reason: 'one suspect' },
  ])('is sent in $sizes: $reason', ({ batch, sizes }) => {
    expect(groupsOf(batch, yes).map(({ events }) => events.length)).toEqual(sizes);
  });

  it('is sent as it was where it may not be divided', () => {
    const batch = several(30, 10);
    expect(groupsOf(batch, () => false)).toEqual([{ events: batch, isPart: false }]);
  });

  it('loses no event, and keeps apart by its parts what it divided', () => {
    const failures = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(failures, (given) => {
        const batch = given.map((count, id) => claimed(id, count));
        const groups = groupsOf(batch, yes);
        const ids = groups.flatMap(({ events }) => events.map(({ id }) => id));
        expect(ids.toSorted((left, right) => left - right)).toEqual(batch.map(({ id }) => id));
        expect(groups.filter(({ isPart }) => !isPart).length).toBeLessThanOrEqual(1);
        expect(groups.every(({ events }) => events.length > 0)).toBe(true);
      }),
    );
  });
});

describe('a batch may be divided', () => {
  const learned = (...taken: boolean[]) => {
    const proof = createProof();
    for (const each of taken) proof.learn(each);
    // The one that needs no proof.
    proof.mayDivide(0);
    return proof;
  };
  const times = (count: number, taken: boolean) => Array<boolean>(count).fill(taken);

  it.each([
    { taken: times(3, false), may: true, reason: 'three failures of a batch that is the first to be sent' },
    { taken: times(20, false), may: false, reason: 'an outage' },
    { taken: [...times(20, false), ...times(20, true)], may: true, reason: 'an outage that is over' },
    {
      taken: Array.from({ length: 100 }, (_, index) => index % 10 < 3),
      may: false,
      reason: 'seven of ten fail, whatever is in them',
    },
    {
      taken: Array.from({ length: 100 }, (_, index) => index % 10 > 0),
      may: true,
      reason: 'one of ten fails',
    },
  ])('as far as most requests are taken: $may after $reason', ({ taken, may }) => {
    expect(learned(...taken).mayDivide(1)).toBe(may);
  });

  it('without such proof once an hour', () => {
    const proof = learned(...times(50, false));
    const asked = [1, HOUR - 1, HOUR, HOUR + 1, 4 * HOUR];
    expect(asked.map((now) => proof.mayDivide(now))).toEqual([false, false, true, false, true]);
  });
});
