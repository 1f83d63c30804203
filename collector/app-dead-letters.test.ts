import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestApp, type TestApp } from './conformance-app.ts';
import { createRelay, type Relay } from './relay/relay.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { EventStore, NewEvent } from './store/store.ts';
import type { TrackRequest } from './tiktok/events-api.ts';

const ADMIN = 'admin-token-0123456789';
const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 18);
const [ONE, TWO] = ['C4TEST00000000000000', 'C5TEST00000000000000'];
const answer = (code: number, message: string) => ({
  kind: 'answer' as const,
  status: 200,
  text: JSON.stringify({ code, message, request_id: 'R1' }),
});

let clock: number;
let refuses: (item: string) => string | undefined;
let sent: TrackRequest[];
let store: EventStore;
let relay: Relay;
let app: TestApp;
let url: string;

beforeEach(async () => {
  clock = START;
  sent = [];
  refuses = () => 'Not a valid number';
  store = await openSqliteStore({ file: ':memory:', now: () => clock });
  relay = createRelay({
    store,
    async track(request) {
      sent.push(request);
      const words = request.items.map(refuses).find((each) => each !== undefined);
      return words === undefined ? answer(0, 'OK') : answer(40002, words);
    },
    tokenOf: () => 'token',
    now: () => clock,
    random: () => 0.5,
    log: { info() {}, warn() {}, error() {} },
  });
  relay.start();
  app = await startTestApp({
    config: { ADMIN_TOKEN: ADMIN, pixels: [{ code: ONE }, { code: TWO }] },
    store,
    relay,
    now: () => clock,
  });
  ({ url } = app);
});
afterEach(async () => {
  app.close();
  await relay.stop();
  await store.close();
});

function eventOf(eventId: string, pixel: string): NewEvent {
  return {
    pixel,
    eventSource: 'web',
    testEventCode: null,
    event: 'Purchase',
    eventId,
    body: JSON.stringify({ event: 'Purchase', event_id: eventId, event_time: clock / 1000 }),
    findings: '[]',
    receivedAt: clock,
    relayed: true,
  };
}

/** Stores events and waits until all of them are dead. */
async function kill(...ids: string[]): Promise<void> {
  const events = ids.map((eventId, index) => eventOf(eventId, (index % 2 === 0 ? ONE : TWO) as string));
  const { dead } = await store.stats();
  await store.append({ events, sightings: [] });
  relay.wake();
  await until({ due: 0, dead: dead + ids.length });
}

async function until(stats: object): Promise<void> {
  await vi.waitFor(async () => expect(await store.stats()).toMatchObject(stats));
}

async function ask(path: string, body?: unknown): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${ADMIN}` },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}
const idsOf = ({ json }: { json: Record<string, unknown> }) =>
  (json.events as { event_id: string }[]).map(({ event_id }) => event_id);

describe('the dead letters of the dashboard', () => {
  it("tell TikTok's words, the cause, the fix and each attempt", async () => {
    await kill('a');
    const { json } = await ask('/dashboard/dead');
    expect(json).toMatchObject({
      events: [
        {
          event_id: 'a',
          state: 'dead',
          attempts: 1,
          reason: expect.stringMatching(/^40002 Not a valid number \(.*Mend the field/),
          explanation: { cause: expect.any(String), fix: expect.stringContaining('Mend') },
          history: [{ at: START, reason: '40002 Not a valid number' }],
          request_id: 'R1',
        },
      ],
      next: null,
    });
  });

  it('come page by page', async () => {
    await kill('a', 'b', 'c', 'd', 'e');
    const pages: string[][] = [];
    let next: unknown = null;
    do {
      const page = await ask(`/dashboard/dead?limit=2${next === null ? '' : `&before=${next}`}`);
      pages.push(idsOf(page));
      next = page.json.next;
    } while (next !== null);
    expect(pages).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
  });

  it('are found by their conditions', async () => {
    await kill('a', 'b', 'c');
    for (const [query, found] of [
      ['', 'c b a'],
      [`?pixel=${TWO}`, 'b'],
      ['?reason=valid+number', 'c b a'],
      ['?reason=40105', ''],
      ['?event_id=c', 'c'],
      ['?since=2026-11-18', 'c b a'],
      ['?since=2026-11-18T00:00:01Z', ''],
      [`?until=${START + 1}`, 'c b a'],
      [`?until=${START}`, ''],
      ['?state=accepted', 'c b a'],
    ] as const) {
      expect(idsOf(await ask(`/dashboard/dead${query}`)).join(' '), query).toBe(found);
    }
  });

  it('are not shown where a condition cannot be read: more would be found than was asked for', async () => {
    for (const [path, name] of [
      ['/dashboard/events?state=lost', 'state'],
      ['/dashboard/events?since=yesterday', 'since'],
      ['/dashboard/dead?before=x', 'before'],
      ['/dashboard/dead?pixel=a&pixel=b', 'pixel'],
    ] as const) {
      const { status, json } = await ask(path);
      expect([status, json]).toEqual([
        400,
        { error: expect.objectContaining({ code: 'invalid_query', path: name }) },
      ]);
    }
  });

  it('stand beside the others by their state', async () => {
    await kill('a');
    refuses = () => undefined;
    await ask('/dashboard/replay', { ids: [1] });
    await until({ accepted: 1 });
    refuses = () => 'no';
    await kill('b');
    expect(idsOf(await ask('/dashboard/events'))).toEqual(['b', 'a']);
    expect(idsOf(await ask('/dashboard/events?state=dead'))).toEqual(['b']);
    expect(idsOf(await ask('/dashboard/events?state=accepted'))).toEqual(['a']);
  });
});

describe('a replay', () => {
  it('sends the same event once more, under the same id and time, and never after it was delivered', async () => {
    await kill('a');
    refuses = () => undefined;
    clock += HOUR;
    const both = await Promise.all([
      ask('/dashboard/replay', { ids: [1, 1] }),
      ask('/dashboard/replay', { ids: [1] }),
    ]);
    expect(both.map(({ json }) => json.replayed).sort()).toEqual([0, 1]);
    await until({ accepted: 1, dead: 0 });
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    const { json } = await ask('/dashboard/replay', { ids: [1, 99] });
    expect(json).toEqual({
      replayed: 0,
      refused: [
        { id: 1, event_id: 'a', message: expect.stringContaining('was delivered') },
        { id: 99, event_id: null, message: expect.stringContaining('not here') },
      ],
    });
    expect(sent).toHaveLength(2);
  });

  it('changes nothing when it is tried out', async () => {
    await kill('a');
    expect((await ask('/dashboard/replay', { ids: [1], dry_run: true })).json).toEqual({
      replayed: 1,
      refused: [],
    });
    expect(await store.stats()).toMatchObject({ dead: 1, due: 0 });
  });

  it('is refused where nobody can tell what it is of', async () => {
    for (const body of [{}, { ids: [] }, { ids: ['1'] }, { ids: [1], force: true }, []]) {
      const { status, json } = await ask('/dashboard/replay', body);
      expect([status, json]).toMatchObject([422, { error: { code: 'invalid_replay' } }]);
    }
  });
});

it('shows how pixels stand', async () => {
  await kill('a');
  expect((await ask('/dashboard/pixels')).json).toEqual({
    pixels: [{ pixel: ONE, state: 'open', reason: null, since: null, requests_per_second: 1000 }],
  });
});

it.each<[string, number, object, string]>([
  [`{"pixel":"${TWO}"}`, 200, { resumed: [] }, 'one that is not paused, and had nothing to send yet'],
  ['{}', 200, { resumed: [] }, 'all'],
  ['', 200, { resumed: [] }, 'all, as curl sends it without a body'],
  ['{"pixel":"C4ELSEWHERE0000000000"}', 422, { error: { code: 'unknown_pixel', path: 'pixel' } }, 'a slip'],
  [`{"pixels":["${ONE}"]}`, 422, { error: { code: 'invalid_resume' } }, 'another word'],
  ['all', 400, { error: { code: 'invalid_json' } }, 'no JSON'],
])('is asked by %j to let pixels go on, and answers %i', async (body, status, expected) => {
  const answer = await fetch(`${url}/dashboard/resume`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${ADMIN}` },
    body,
  });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject(expected);
});

it('is for who has the admin token', async () => {
  for (const path of ['/dashboard/dead', '/dashboard/pixels']) {
    expect((await fetch(`${url}${path}`)).status).toBe(401);
  }
  for (const path of ['/dashboard/replay', '/dashboard/resume']) {
    expect((await fetch(`${url}${path}`, { method: 'POST', body: '{"ids":[1]}' })).status).toBe(401);
  }
});
