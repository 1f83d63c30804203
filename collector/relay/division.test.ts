import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimedEvent } from '../store/store.ts';
import { createProof, groupsOf } from './division.ts';

const MINUTE = 60_000;
/** When an event failed last, and how often it failed before now; what was spared counts for nothing. */
function claimed(id: number, failures: number, failedAt = 0): ClaimedEvent {
  const head = { pixel: 'C4AAAAAAAAAAAAAAAAAA', eventSource: 'web', testEventCode: null } as const;
  const attempts = [{ at: failedAt, reason: '50000' }];
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
    const batch = several(30, 9);
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

  it('asks by the last of the failures', () => {
    const asked: number[] = [];
    groupsOf([claimed(0, 2, 5), claimed(1, 2, 9), claimed(2, 1, 20)], (failedAt) => asked.push(failedAt) > 0);
    expect(asked).toEqual([9]);
  });
});

describe('a batch may be divided', () => {
  it('where another request was accepted since its last failure, as often as that is so', () => {
    const proof = createProof();
    proof.mayDivide(0, 1);
    proof.accepted(100);
    expect([proof.mayDivide(99, 101), proof.mayDivide(100, 101), proof.mayDivide(101, 102)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('without such proof once in ten minutes', () => {
    const proof = createProof();
    const times = [0, 1, 10 * MINUTE - 1, 10 * MINUTE, 10 * MINUTE + 1, 40 * MINUTE];
    expect(times.map((now) => proof.mayDivide(-1, now))).toEqual([true, false, false, true, false, true]);
  });
});
