import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { EventStore, NewEvent, StoredEvent } from '../store/store.ts';
import type { TrackRequest } from '../tiktok/events-api.ts';
import type { Reply } from '../tiktok/outcome.ts';
import { createRelay, type Relay, type RelayDeps } from './relay.ts';

const START = Date.UTC(2026, 10, 18);
const HOUR = 3_600_000;
const TOKEN = 'f00dfacef00dfacef00dfacef00dfacef00dface';

const answer = (code: number, message: string, status = 200): Reply => ({
  kind: 'answer',
  status,
  text: JSON.stringify({ code, message, request_id: 'R1', data: {} }),
});
const OK = answer(0, 'OK');

let clock: number;
let folder: string;
let store: EventStore;
let relay: Relay | undefined;
let requests: TrackRequest[];
let logged: string[];

beforeEach(async () => {
  clock = START;
  requests = [];
  logged = [];
  folder = mkdtempSync(join(tmpdir(), 'clickthread-relay-'));
  store = await openSqliteStore({ file: join(folder, 'events.db'), now: () => clock });
});
afterEach(async () => {
  await relay?.stop();
  relay = undefined;
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Starts a relay to a TikTok that answers as told. */
function start(
  tiktok: (request: TrackRequest) => Reply | Promise<Reply>,
  changed: Partial<RelayDeps> = {},
): Relay {
  const log = (fields: object, message: string) => void logged.push(JSON.stringify({ ...fields, message }));
  relay = createRelay({
    store,
    track: async (request) => {
      requests.push(request);
      return tiktok(request);
    },
    tokenOf: () => TOKEN,
    now: () => clock,
    random: () => 0.5,
    log: { info: log, warn: log, error: log },
    ...changed,
  });
  relay.start();
  return relay;
}

function row(eventId: string, change: Partial<NewEvent> = {}): NewEvent {
  const body = JSON.stringify({ event: 'Purchase', event_id: eventId });
  const head = { pixel: 'C4AAAAAAAAAAAAAAAAAA', eventSource: 'web', testEventCode: null } as const;
  return {
    ...head,
    event: 'Purchase',
    eventId,
    body,
    findings: '[]',
    receivedAt: START,
    relayed: true,
    ...change,
  };
}
const append = (...events: NewEvent[]) => store.append({ events, sightings: [] });
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(`row_${index}`));

/** Waits until the newest event is as described, and returns all. */
async function until(state: Partial<StoredEvent>): Promise<StoredEvent[]> {
  await vi.waitFor(async () => expect((await store.recent(1))[0]).toMatchObject(state), { timeout: 10_000 });
  return store.recent(1000);
}

describe('an event that TikTok takes', () => {
  it('is sent once, as it was stored, and is done', async () => {
    await append(row('ord_1', { testEventCode: 'TEST1' }));
    start(() => OK);
    await until({ state: 'accepted', attempts: 1, reason: null, requestId: 'R1' });
    expect(requests).toEqual([
      {
        token: TOKEN,
        eventSource: 'web',
        eventSourceId: 'C4AAAAAAAAAAAAAAAAAA',
        testEventCode: 'TEST1',
        items: ['{"event":"Purchase","event_id":"ord_1"}'],
      },
    ]);
  });

  it('goes out at once when the bell rings, and without it within the second', async () => {
    const { wake } = start(() => OK);
    await append(row('a'));
    wake();
    await until({ eventId: 'a', state: 'accepted' });
    await append(row('b'));
    await until({ eventId: 'b', state: 'accepted' });
  });

  it('shares a request with those of the same pixel, source and test code, and with no others', async () => {
    await append(
      row('a'),
      row('b', { pixel: 'C5AAAAAAAAAAAAAAAAAA' }),
      row('c', { eventSource: 'offline' }),
      row('d', { testEventCode: 'TEST1' }),
      row('e'),
    );
    const tokenOf = (pixel: string, source: string) => `${TOKEN} ${pixel} ${source}`;
    start(() => OK, { tokenOf });
    await until({ state: 'accepted' });
    await vi.waitFor(async () => expect(await store.stats()).toMatchObject({ accepted: 5 }));
    const sent = requests.map(({ items }) => items.map((item) => JSON.parse(item).event_id).join(''));
    expect(sent.sort()).toEqual(['ae', 'b', 'c', 'd']);
    for (const { token, eventSourceId, eventSource } of requests) {
      expect(token).toBe(`${TOKEN} ${eventSourceId} ${eventSource}`);
    }
  });
});

describe('an event that TikTok does not take now', () => {
  it.each([
    { reply: answer(50000, 'System error'), reason: '50000 System error' },
    { reply: { kind: 'unreachable', reason: 'timed out' } as const, reason: 'timed out' },
  ])('is sent again with the same id and content: $reason', async ({ reply, reason }) => {
    const replies: Reply[] = [reply, OK];
    await append(row('ord_1'));
    const { wake } = start(() => replies.shift() ?? OK);
    await until({ state: 'due', attempts: 1, reason });

    const claim = vi.spyOn(store, 'claim');
    clock += 1999;
    wake();
    await vi.waitFor(() => expect(claim).toHaveBeenCalled());
    expect(await claim.mock.results[0]?.value, 'not due yet').toEqual([]);
    expect(requests).toHaveLength(1);
    // The first wait of the schedule is two seconds.
    clock += 1;
    wake();
    await until({ state: 'accepted', attempts: 2 });
    expect(requests).toHaveLength(2);
    expect(requests[1]).toEqual(requests[0]);
  });

  it('is given up when the next copy would come 40 h after receipt', async () => {
    await append(row('late', { receivedAt: START - 40 * HOUR }));
    start(() => answer(50000, 'System error'));
    await until({ state: 'dead', reason: 'gave up after 40 hours: 50000 System error' });
  });
});

describe('a token that is wrong or missing', () => {
  it.each([
    { reply: answer(40105, 'Access token is incorrect', 401), reason: '40105 Access token is incorrect' },
    { reply: answer(40001, 'No permission'), reason: '40001 No permission' },
  ])('keeps the events: $reason', async ({ reply, reason }) => {
    await append(row('a'), row('b'));
    start(() => reply);
    const all = await until({ state: 'due', attempts: 1, reason });
    expect(all).toHaveLength(2);
    expect(all.every(({ state }) => state === 'due')).toBe(true);
  });

  it('asks TikTok nothing where none is configured', async () => {
    await append(row('a'));
    start(() => OK, { tokenOf: () => undefined });
    await until({ state: 'due', reason: 'no token is configured for web C4AAAAAAAAAAAAAAAAAA' });
    expect(requests).toEqual([]);
  });

  it('is never logged and never stored', async () => {
    await append(row('a'));
    start(() => answer(40105, 'Access token is incorrect', 401));
    const all = await until({ attempts: 1 });
    expect(logged).not.toHaveLength(0);
    expect(logged.join('') + JSON.stringify(all)).not.toContain(TOKEN);
  });
});

describe('an event that TikTok refuses', () => {
  const WORDS = 'properties.value: Not a valid number';
  const DEAD =
    `40002 ${WORDS} (A field has a value or a type that TikTok does not take. Mend the field that the message names ` +
    'where the event is made; "clickthread explain" shows what TikTok gets.)';

  /** A TikTok that refuses each request with one of these rows in it, as a whole. */
  const refusing = (bad: readonly string[]) => (request: TrackRequest) =>
    request.items.some((item) => bad.includes(JSON.parse(item).event_id)) ? answer(40002, WORDS, 400) : OK;

  it("is dead with TikTok's words", async () => {
    await append(row('bad'));
    start(refusing(['bad']));
    await until({ state: 'dead', attempts: 1, reason: DEAD, requestId: 'R1' });
    expect(requests).toHaveLength(1);
  });

  /** Names the first bad row as it stands in the request, in one of the forms on record. */
  const naming =
    (bad: readonly string[], form: (index: number) => string) =>
    (request: TrackRequest): Reply => {
      const index = request.items.findIndex((item) => bad.includes(JSON.parse(item).event_id));
      return index < 0 ? OK : answer(40002, `${form(index)}: Not a valid number`);
    };

  it.each([
    // One whole, then two for each halving on the way to either row: seven levels for a hundred (2^7 = 128).
    { form: () => 'properties.value', most: 1 + 2 * 2 * 7, reason: 'not named: halves' },
    // One whole, and for each row one alone and one for the rest.
    { form: (at: number) => `Batch.${at}.properties.value`, most: 1 + 2 * 2, reason: 'named' },
    { form: (at: number) => `data[${at}].properties.value`, most: 1 + 2 * 2, reason: 'named in brackets' },
    // Three that are named cost two requests each, then halves find them.
    { form: (at: number) => `index ${at + 1}`, most: 1 + 3 * 2 + 2 * 2 * 7, reason: 'named as if from 1' },
    { form: () => 'data.0.event', most: 1 + 3 * 2 + 2 * 2 * 7, reason: 'named wrongly' },
    { form: () => 'data.500.event', most: 1 + 2 * 2 * 7, reason: 'a place that is none' },
  ])('costs none of its 98 neighbours where rows 7 and 93 are $reason', async ({ form, most }) => {
    const bad = ['row_7', 'row_93'];
    await append(...rows(100));
    start(naming(bad, form));
    await vi.waitFor(async () => expect(await store.stats()).toMatchObject({ due: 0 }), { timeout: 10_000 });

    const deadOnes = await store.recent(1000, { state: 'dead' });
    expect(deadOnes.map(({ eventId }) => eventId)).toEqual(bad.toReversed());
    for (const { reason } of deadOnes) expect(reason).toMatch(/^40002 .*Not a valid number \(.*Mend /);
    expect(await store.stats()).toMatchObject({ accepted: 98 });

    // The events of accepted requests are the 98, each once.
    const delivered = requests
      .filter((request) => naming(bad, form)(request) === OK)
      .flatMap(({ items }) => items);
    expect(delivered).toHaveLength(98);
    expect(new Set(delivered).size).toBe(98);
    expect(requests.length).toBeLessThanOrEqual(most);
    // None was sent after it had been refused alone.
    const alone = requests.filter(({ items }) => items.length === 1).map(({ items }) => items[0]);
    expect(new Set(alone).size).toBe(alone.length);
  });

  it('ends also where TikTok refuses every one', async () => {
    await append(...rows(9));
    start(() => answer(40002, WORDS));
    await vi.waitFor(async () =>
      expect(await store.stats()).toEqual({ due: 0, accepted: 0, dead: 9, collected: 0, oldestDueMs: 0 }),
    );
    // A tree with nine leaves has seventeen nodes.
    expect(requests).toHaveLength(17);
    expect(await store.recent(1)).toMatchObject([{ reason: DEAD }]);
  });
});

it('does not look through the store for each event of a pixel that can take nothing now', async () => {
  const [answers, rests]: [((reply: Reply) => void)[], (() => void)[]] = [[], []];
  let isHeld = true;
  let claims = 0;
  const claim: EventStore['claim'] = (...asked) => {
    claims++;
    return store.claim(...asked);
  };
  // As many requests as one pixel may have under way.
  await append(...[1, 2, 3, 4].map((code) => row(`first_${code}`, { testEventCode: `TEST${code}` })));
  start(() => (isHeld ? new Promise((resolve) => answers.push(resolve)) : OK), {
    store: { ...store, claim },
    wait: async () => (isHeld ? new Promise((resolve) => rests.push(resolve)) : undefined),
  });
  await vi.waitFor(() => expect([answers.length, rests.length]).toEqual([4, 1]));
  rests[0]?.();
  for (let count = 0; count < 20; count++) {
    await append(row(`next_${count}`));
    relay?.wake();
  }
  await vi.waitFor(() => expect(rests).toHaveLength(2));
  expect(claims, 'the first, and one in vain').toBe(2);
  isHeld = false;
  for (const reply of answers) reply(OK);
  rests[1]?.();
  await vi.waitFor(async () => expect(await store.stats()).toMatchObject({ due: 0, accepted: 24 }));
});
