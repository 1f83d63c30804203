import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimedEvent } from '../store/store.ts';
import { batchesOf, halve } from './batch.ts';

function claimed(id: number, head: Partial<ClaimedEvent> = {}): ClaimedEvent {
  return {
    id,
    lease: 'lease',
    attempts: 0,
    history: null,
    pixel: 'C4AAAAAAAAAAAAAAAAAA',
    eventSource: 'web',
    testEventCode: null,
    event: 'Purchase',
    eventId: `ord_${id}`,
    body: '{}',
    receivedAt: 0,
    ...head,
  };
}
const PART = { history: '{"noted":1,"spared":0,"attempts":[],"part":7}' };
const ids = (batches: readonly (readonly ClaimedEvent[])[]) =>
  batches.map((batch) => batch.map(({ id }) => id));

describe('batchesOf', () => {
  it.each([
    { heads: [], max: 3, made: [], reason: 'nothing' },
    { heads: [{}, {}], max: 3, made: [[0, 1]], reason: 'one request' },
    { heads: [{}, {}, {}], max: 3, made: [[0, 1, 2]], reason: 'a full one' },
    { heads: [{}, {}, {}, {}], max: 3, made: [[0, 1, 2], [3]], reason: 'one more' },
    { heads: [{}, { pixel: 'P2' }, {}], max: 3, made: [[0, 2], [1]], reason: 'another pixel' },
    { heads: [{}, { eventSource: 'crm' }], max: 3, made: [[0], [1]], reason: 'another source' },
    { heads: [{}, { testEventCode: 'T' }], max: 3, made: [[0], [1]], reason: 'a test code' },
    { heads: [{}, { testEventCode: 'null' }], max: 3, made: [[0], [1]], reason: 'a test code named null' },
    { heads: [{}, PART, PART], max: 3, made: [[0], [1, 2]], reason: 'a part of a refused request' },
  ] as const)('$reason: $made', ({ heads, max, made }) => {
    const events = heads.map((head, id) => claimed(id, head));
    expect(ids(batchesOf(events, max, 1_000_000))).toEqual(made);
  });

  it('loses nothing, doubles nothing, mixes nothing, keeps the order and the limit', () => {
    const head = fc.record({
      pixel: fc.constantFrom('P1', 'P2'),
      eventSource: fc.constantFrom('web', 'crm'),
      testEventCode: fc.constantFrom(null, 'T1', 'T2'),
    });
    fc.assert(
      fc.property(fc.array(head, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (heads, max) => {
        const events = heads.map((each, id) => claimed(id, each));
        const batches = batchesOf(events, max, 1_000_000);
        expect(
          ids(batches)
            .flat()
            .sort((a, b) => a - b),
        ).toEqual(events.map(({ id }) => id));
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(max);
          const keys = batch.map(
            ({ pixel, eventSource, testEventCode }) => `${pixel} ${eventSource} ${testEventCode}`,
          );
          expect(new Set(keys).size).toBe(1);
          expect(ids([batch])[0]).toEqual(ids([batch])[0]?.toSorted((a, b) => a - b));
        }
      }),
    );
  });
});

it('halve cuts into two that are not empty, and loses nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 1000 }), (size) => {
      const batch = Array.from({ length: size }, (_, id) => claimed(id));
      const [left, right] = halve(batch);
      expect([...left, ...right]).toEqual(batch);
      expect(Math.abs(left.length - right.length)).toBeLessThanOrEqual(1);
      expect(Math.min(left.length, right.length)).toBeGreaterThan(0);
    }),
  );
});

it('stops at a length too, and lets a long event go alone', () => {
  const events = [0, 1, 2, 3].map((id) => ({ ...claimed(id, {}), body: 'x'.repeat(id === 2 ? 50 : 4) }));
  expect(ids(batchesOf(events, 100, 10))).toEqual([[0, 1], [2], [3]]);
});
