import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { ClaimedEvent, EventStore, Settlement } from '../store/store.ts';
import type { TrackRequest } from '../tiktok/events-api.ts';
import type { Reply } from '../tiktok/outcome.ts';
import { createRelay } from './relay.ts';

const START = Date.UTC(2026, 10, 18);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const answer = (code: number): Reply => ({
  kind: 'answer',
  status: 200,
  text: JSON.stringify({ code, message: 'words', request_id: 'R1', data: {} }),
});
const OK = answer(0);
const TROUBLE = answer(51012);
const FORBIDDEN: Reply = { kind: 'answer', status: 403, text: '<html>Access Denied</html>' };

interface Row extends Omit<ClaimedEvent, 'lease'> {
  readonly lease: string | undefined;
  readonly dueAt: number;
}

/** Events of one pixel, received at the start; those of one test code share requests. */
function rows(count: number, testEventCode: string | null = null, first = 0): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    id: first + index,
    pixel: 'C4AAAAAAAAAAAAAAAAAA',
    eventSource: 'web',
    testEventCode,
    event: 'Purchase',
    eventId: `row_${first + index}`,
    body: `row_${first + index}`,
    receivedAt: START,
    attempts: 0,
    history: null,
    lease: undefined,
    dueAt: START,
  }));
}

/** Lets a relay work through these events until none is due any more; time jumps from one attempt to the next. */
async function relayAll(given: readonly Row[], tiktok: (request: TrackRequest) => Reply) {
  let clock = START;
  let leases = 0;
  let isIdle = false;
  const due = new Map(given.map((row) => [row.id, row]));
  const ended = new Map<number, { readonly kind: Settlement['kind']; readonly at: number }>();
  const requests: { readonly at: number; readonly items: readonly string[] }[] = [];
  const store: Pick<EventStore, 'claim' | 'renew' | 'settle'> = {
    async claim(limit, _leaseMs, { except = [] } = {}) {
      const free = [...due.values()].filter((row) => row.lease === undefined);
      const found = free.filter((row) => row.dueAt <= clock && !except.includes(row.pixel));
      isIdle = found.length === 0 && free.length === due.size;
      const lease = `${++leases}`;
      const claimed = found.slice(0, limit).map((row) => ({ ...row, lease }));
      // The claim itself counts as an attempt, which the claimed event does not know of.
      for (const row of claimed) due.set(row.id, { ...row, attempts: row.attempts + 1 });
      return claimed;
    },
    renew: async (_lease, ids) => [...ids],
    async settle(settlements) {
      for (const settlement of settlements) {
        const row = due.get(settlement.id) as Row;
        if (settlement.kind === 'retry') {
          const history = settlement.history ?? row.history;
          due.set(row.id, { ...row, lease: undefined, dueAt: settlement.dueAt, history });
        } else if (settlement.kind === 'returned') {
          due.set(row.id, { ...row, lease: undefined, dueAt: clock, attempts: row.attempts - 1 });
        } else {
          due.delete(row.id);
          ended.set(row.id, { kind: settlement.kind, at: clock });
        }
      }
      return settlements.length;
    },
  };
  const relay = createRelay({
    store,
    track: async (request) => {
      requests.push({ at: clock, items: request.items });
      await setImmediate();
      return tiktok(request);
    },
    tokenOf: () => 'token',
    now: () => clock,
    random: () => 0.5,
    wait: async () => undefined,
    log: { info() {}, warn() {}, error() {} },
  });
  relay.start();
  while (due.size > 0) {
    await vi.waitFor(() => expect(isIdle).toBe(true), { timeout: 5000, interval: 1 });
    if (due.size === 0) break;
    clock = Math.max(clock + 1000, Math.min(...[...due.values()].map(({ dueAt }) => dueAt)));
    isIdle = false;
    relay.wake();
  }
  await relay.stop();
  return { ended, requests };
}

describe('an event that makes each request fail that it is in', () => {
  it.each([
    { reply: TROUBLE, bad: [0], reason: 'the first, with an error of TikTok’s own' },
    { reply: TROUBLE, bad: [437], reason: 'one in the middle' },
    { reply: FORBIDDEN, bad: [437], reason: 'one that a gateway takes for an attack' },
    { reply: FORBIDDEN, bad: [5, 950], reason: 'two of them' },
  ])('costs none of its neighbours, though nothing else is sent: $reason', async ({ reply, bad }) => {
    const isBad = (item: string) => bad.some((id) => item === `row_${id}`);
    const { ended, requests } = await relayAll(rows(1000), ({ items }) => (items.some(isBad) ? reply : OK));
    const dead = [...ended].filter(([, { kind }]) => kind === 'dead');
    expect(dead.map(([id]) => id).sort()).toEqual(bad);
    const good = [...ended].filter(([id]) => !bad.includes(id));
    expect(good).toHaveLength(1000 - bad.length);
    for (const [, { kind, at }] of good) {
      expect(kind).toBe('accepted');
      expect(at - START).toBeLessThan(4 * HOUR);
    }
    // The bad one is tried alone until the end.
    for (const [, { at }] of dead) expect(at - START).toBeGreaterThan(39 * HOUR);
    for (const { at, items } of requests.filter((each) => each.items.some(isBad))) {
      if (at - START > 4 * HOUR) expect(items).toHaveLength(1);
    }
  });
});

it('an outage that lasts does not make many requests of few', async () => {
  const codes = ['A', 'B', 'C', 'D', 'E'];
  const all = codes.flatMap((code, index) => rows(100, code, index * 100));
  const { ended, requests } = await relayAll(all, () => TROUBLE);
  expect([...ended.values()].every(({ kind }) => kind === 'dead')).toBe(true);
  const last = requests.at(-1)?.at;
  // All batches fail at the same moments: twelve seconds, three minutes, three quarters of an hour, four hours and
  // fourteen hours on one could be divided, and at most one in ten parts in an hour. Divided each time, they would be
  // five hundred single events.
  expect(requests.filter(({ at }) => at === last).length).toBeLessThanOrEqual(5 + 5 * 9);
  expect(requests.length).toBeLessThan(14 * (5 + 5 * 9));
});

it('a batch is divided no more where TikTok takes it at the third attempt', async () => {
  let failures = 2;
  const { ended, requests } = await relayAll(rows(100), () => (failures-- > 0 ? TROUBLE : OK));
  expect([...ended.values()].every(({ kind }) => kind === 'accepted')).toBe(true);
  expect(requests.map(({ items }) => items.length)).toEqual([100, 100, 100]);
});
