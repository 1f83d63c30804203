import { describe, expect, it } from 'vitest';
import type { ClaimedEvent, Settlement } from '../store.ts';
import { claimInPortions, settleInPortions } from './portions.ts';

const events = (count: number, lease: string) =>
  Array.from({ length: count }, (_, id) => ({ id, lease }) as ClaimedEvent);

/** A store in which so many events are due. */
function dueStore(due: number) {
  const asked: { readonly most: number; readonly lease: string }[] = [];
  let left = due;
  return {
    asked,
    async claim(most: number, lease: string) {
      asked.push({ most, lease });
      const count = Math.min(most, left);
      left -= count;
      return events(count, lease);
    },
  };
}

describe('a claim', () => {
  it.each([
    {
      reason: 'all that were asked for are due',
      limit: 600,
      due: 1000,
      portions: [250, 250, 100],
      claimed: 600,
    },
    { reason: 'fewer are due', limit: 1000, due: 300, portions: [250, 250], claimed: 300 },
    { reason: 'a portion and no more is due', limit: 1000, due: 250, portions: [250, 250], claimed: 250 },
    { reason: 'nothing is due', limit: 1000, due: 0, portions: [250], claimed: 0 },
    { reason: 'one is asked for', limit: 1, due: 9, portions: [1], claimed: 1 },
  ])('is made of portions under one lease: $reason', async ({ limit, due, portions, claimed }) => {
    const store = dueStore(due);
    const result = await claimInPortions(limit, store.claim);
    expect(result).toHaveLength(claimed);
    expect(store.asked.map(({ most }) => most)).toEqual(portions);
    expect(new Set([...store.asked, ...result].map(({ lease }) => lease)).size).toBe(1);
  });

  it('has another lease each time', async () => {
    const store = dueStore(2);
    await claimInPortions(1, store.claim);
    await claimInPortions(1, store.claim);
    expect(new Set(store.asked.map(({ lease }) => lease)).size).toBe(2);
  });

  it('hands over what it has where a later portion fails, and fails where it has none', async () => {
    const answers = [async () => events(250, 'L'), () => Promise.reject(new Error('the disk is full'))];
    const failing = () => (answers.shift() ?? (() => Promise.reject(new Error('the disk is full'))))();
    expect(await claimInPortions(1000, failing)).toHaveLength(250);
    await expect(claimInPortions(1000, failing)).rejects.toThrow('the disk is full');
  });
});

it('settles every event once, in portions, and adds up what counted', async () => {
  const settlements = Array.from(
    { length: 601 },
    (_, id): Settlement => ({ id, lease: 'L', kind: 'accepted', requestId: null }),
  );
  const written: Settlement[][] = [];
  const settled = await settleInPortions(settlements, async (portion) => {
    written.push([...portion]);
    return portion.length - 1;
  });
  expect(written.map(({ length }) => length)).toEqual([250, 250, 101]);
  expect(written.flat()).toEqual(settlements);
  expect(settled).toBe(601 - 3);
});
