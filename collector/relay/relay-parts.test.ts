import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { EventStore, NewEvent } from '../store/store.ts';
import type { TrackRequest } from '../tiktok/events-api.ts';
import type { Reply } from '../tiktok/outcome.ts';
import { createRelay, type Relay, type RelayDeps } from './relay.ts';

const START = Date.UTC(2026, 10, 18);
const HOUR = 3_600_000;
const ONE = 'C4AAAAAAAAAAAAAAAAAA';
const answer = (code: number, message = 'words'): Reply => ({
  kind: 'answer',
  status: 200,
  text: JSON.stringify({ code, message, request_id: 'R1', data: {} }),
});
const OK = answer(0);
const LOST: Reply = { kind: 'unreachable', reason: 'timed out' };

let clock: number;
let store: EventStore;
let relay: Relay | undefined;
let requests: TrackRequest[];

beforeEach(async () => {
  clock = START;
  requests = [];
  store = await openSqliteStore({ file: ':memory:', now: () => clock });
});
afterEach(async () => {
  await relay?.stop();
  relay = undefined;
  await store.close();
});

function start(
  tiktok: (request: TrackRequest) => Reply | Promise<Reply>,
  changed: Partial<RelayDeps> = {},
): Relay {
  relay = createRelay({
    store,
    track: async (request) => {
      requests.push(request);
      return tiktok(request);
    },
    tokenOf: (pixel) => `token of ${pixel}`,
    now: () => clock,
    random: () => 0.5,
    log: { info() {}, warn() {}, error() {} },
    ...changed,
  });
  relay.start();
  return relay;
}

let lastId = 0;
function row(pixel: string, change: Partial<NewEvent> = {}): NewEvent {
  const eventId = `row_${++lastId}`;
  return {
    pixel,
    eventSource: 'web',
    testEventCode: null,
    event: 'Purchase',
    eventId,
    body: JSON.stringify({ event_id: eventId }),
    findings: '[]',
    receivedAt: START,
    relayed: true,
    ...change,
  };
}
const append = (...events: NewEvent[]) => store.append({ events, sightings: [] });
const several = (count: number, pixel: string) => Array.from({ length: count }, () => row(pixel));
async function until(stats: object): Promise<void> {
  await vi.waitFor(async () => expect(await store.stats()).toMatchObject(stats), { timeout: 5000 });
}
/** Lets time pass, and the relay see it. */
function pass(ms: number): void {
  clock += ms;
  relay?.wake();
}

it('keeps its lease where finding a bad event takes longer than one, beside a relay that waits for it', async () => {
  await append(...several(64, ONE));
  const bad = `row_${lastId - 20}`;
  start(async ({ items }) => {
    // Two halves are sent at one time: eight seconds for both, and two such levels are longer than a lease.
    pass(4000);
    expect(await store.claim(1000, 15_000)).toEqual([]);
    return items.some((item) => item.includes(`"${bad}"`)) ? answer(40002) : OK;
  });
  await until({ due: 0, accepted: 63, dead: 1 });
  // One whole, then two for each of six levels (2^6 = 64).
  expect(requests).toHaveLength(1 + 2 * 6);
});

it('keeps the lease of the rest too, while TikTok thinks long about the event that it names', async () => {
  await append(...several(10, ONE));
  const bad = `row_${lastId - 4}`;
  start(async ({ items }) => {
    // Two such answers, one after the other, are longer than a lease.
    const sentTogether = () => expect(requests).toHaveLength(3);
    if (items.length === 1) await vi.waitFor(sentTogether).catch(() => undefined);
    if (items.length !== 9) pass(7900);
    const at = items.findIndex((item) => item.includes(`"${bad}"`));
    return at < 0 ? OK : answer(40002, `data[${at}].properties.value: no`);
  });
  await until({ due: 0, accepted: 9, dead: 1 });
  for (const event of await store.recent(10)) expect(event.attempts).toBe(1);
});

it('goes on with the part of a refused request whose answer was lost, and not with the whole again', async () => {
  await append(...several(8, ONE));
  const bad = `row_${lastId}`;
  let answers = 0;
  start(({ items }) => {
    // The answers to the second half and to its second half are lost, the first time each.
    answers++;
    if (answers === 3 || answers === 6) return LOST;
    return items.some((item) => item.includes(`"${bad}"`)) ? answer(40002) : OK;
  });
  await until({ accepted: 4 });
  pass(HOUR);
  await until({ accepted: 6 });
  await append(...several(3, ONE));
  pass(HOUR);
  await until({ due: 0, accepted: 10, dead: 1 });
  expect(requests.map(({ items }) => items.length).slice(0, 6)).toEqual([8, 4, 4, 4, 2, 2]);
  expect(
    requests
      .map(({ items }) => items.length)
      .slice(6)
      .sort(),
  ).toEqual([1, 1, 2, 3]);
});

it('goes on with the parts of a refused request that had no turn, where the pixel is slow', async () => {
  await append(...several(8, ONE));
  const bad = `row_${lastId}`;
  const refusing = (request: TrackRequest) =>
    request.items.some((item) => item.includes(`"${bad}"`)) ? answer(40002) : OK;
  // A turn in five seconds is too far away to hold a part for, under its lease.
  start(refusing, { requestsPerSecond: 0.2 });
  for (const sizes of [[8], [8, 4], [8, 4, 4], [8, 4, 4, 2], [8, 4, 4, 2, 2]]) {
    await vi.waitFor(() => expect(requests.map(({ items }) => items.length)).toEqual(sizes));
    await settled();
    pass(5000);
  }
  await vi.waitFor(() => expect(requests).toHaveLength(6));
  expect(requests[5]?.items).toHaveLength(1);
});

/** Waits until nothing is in the relay's hands: all that is due can be claimed, and is given back here. */
async function settled(): Promise<void> {
  await vi.waitFor(async () => {
    const claimed = await store.claim(1000, 15_000);
    await store.settle(claimed.map(({ id, lease }) => ({ id, lease, kind: 'returned' })));
    expect(claimed).toHaveLength((await store.stats()).due);
  });
}

it('gives back what it can keep no longer and did not send', async () => {
  await append(row(ONE, { eventSource: 'offline' }));
  // The answer of the renewal comes when too little of the lease is left.
  const renew: EventStore['renew'] = async (...asked) => {
    const renewed = await store.renew(...asked);
    clock += 6000;
    return renewed;
  };
  const claim: EventStore['claim'] = async (...asked) => {
    const claimed = await store.claim(...asked);
    if (claimed.length > 0 && requests.length === 0 && clock === START) clock += 6000;
    return claimed;
  };
  start(() => OK, { store: { ...store, claim, renew } });
  await until({ due: 0, accepted: 1 });
  // Left alone, it would be due when the lease is over, and somebody would have to doubt whether it was sent.
  expect(clock).toBeLessThan(START + 15_000);
  expect(await store.recent(1)).toMatchObject([{ attempts: 1 }]);
});

it('begins no request for what it held before it slept through its lease', async () => {
  await append(...several(4, ONE));
  let asleep: ((reply: Reply) => void) | undefined;
  start(
    () =>
      new Promise((resolve) => {
        asleep ??= resolve;
      }),
  );
  await vi.waitFor(() => expect(asleep).toBeDefined());
  clock += 15_000;
  const other = await store.claim(1000, 15_000);
  expect(other).toHaveLength(4);
  // Were the lease its own, it would send the two halves now.
  asleep?.(answer(40002));
  await relay?.stop();
  expect(requests).toHaveLength(1);
  const settlements = other.map(
    ({ id, lease }) => ({ id, lease, kind: 'accepted', requestId: null }) as const,
  );
  expect(await store.settle(settlements)).toBe(4);
});
