import { describe, expect, it } from 'vitest';
import type { ClaimedEvent } from '../store/store.ts';
import type { Outcome } from '../tiktok/outcome.ts';
import type { Batch } from './batch.ts';
import { createDeliver } from './deliver.ts';

function claimed(id: number): ClaimedEvent {
  const head = { pixel: 'C4AAAAAAAAAAAAAAAAAA', eventSource: 'web', testEventCode: null } as const;
  return {
    ...head,
    id,
    lease: 'L',
    attempts: 0,
    history: null,
    event: 'Purchase',
    eventId: `${id}`,
    body: '{}',
    receivedAt: 0,
  };
}
const batchOf = (count: number) => Array.from({ length: count }, (_, id) => claimed(id));

/**
 * Delivers a batch to a TikTok that answers all requests under way at one moment, and then the next ones. Counts those
 * moments: each is as long as an answer takes.
 */
async function deliverTo(tiktok: (batch: Batch) => Outcome, all: Batch) {
  const waiting: (() => void)[] = [];
  const outcomes = new Map<number, Outcome['kind']>();
  let requests = 0;
  const deliver = createDeliver({
    turn: async () => true,
    keep: async (batch) => batch,
    send: (batch) => {
      requests++;
      return new Promise((resolve) => waiting.push(() => resolve(tiktok(batch))));
    },
    settle: async (batch, outcome) => {
      for (const { id } of batch) outcomes.set(id, outcome.kind);
    },
    giveBack: async () => undefined,
  });
  let isDone = false;
  const done = deliver(all).then(() => {
    isDone = true;
  });
  let moments = 0;
  for (;;) {
    // All that follows from the last answers, before the next ones come.
    await new Promise((resolve) => setImmediate(resolve));
    if (isDone) break;
    moments++;
    for (const answer of waiting.splice(0)) answer();
  }
  await done;
  return { moments, requests, outcomes };
}

const refused = (at: number | undefined): Outcome => ({
  kind: 'rejected',
  reason: '40002 no',
  requestId: 'R1',
  at,
});
const OK: Outcome = { kind: 'accepted', requestId: 'R1', note: undefined };

describe('where TikTok names the first bad event of a request', () => {
  const naming =
    (isBad: (id: number) => boolean, shift = 0) =>
    (batch: Batch) => {
      const at = batch.findIndex(({ id }) => isBad(id));
      return at < 0 ? OK : refused(at + shift);
    };

  it.each([
    // The whole, and then the bad one beside the rest.
    { bad: 1, of: 1000, shift: 0, moments: 2, requests: 3, reason: 'one bad event' },
    { bad: 3, of: 1000, shift: 0, moments: 4, requests: 7, reason: 'three' },
    // Three are followed; the rest is halved, ten levels at most (2^10 = 1024).
    { bad: 100, of: 1000, shift: 0, moments: 14, requests: 2000, reason: 'every tenth' },
    { bad: 1000, of: 1000, shift: 0, moments: 14, requests: 2001, reason: 'all' },
    { bad: 1, of: 1000, shift: 1, moments: 14, requests: 27, reason: 'one, and the names are wrong' },
  ])('$reason: a thousand are settled in $moments answers’ time', async (given) => {
    const isBad = (id: number) => id % (given.of / given.bad) < 1;
    const { moments, requests, outcomes } = await deliverTo(naming(isBad, given.shift), batchOf(given.of));
    expect(outcomes.size).toBe(given.of);
    for (const [id, kind] of outcomes) expect(kind).toBe(isBad(id) ? 'rejected' : 'accepted');
    expect(moments).toBeLessThanOrEqual(given.moments);
    expect(requests).toBeLessThanOrEqual(given.requests);
  });
});
