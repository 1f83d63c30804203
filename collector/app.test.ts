import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import { readConfig } from './config/config.ts';
import { createPageWatch } from './dashboard/pages.ts';
import { createHealth } from './http/health.ts';
import { createTagFiles } from './http/tag-files.ts';
import { createIngest } from './ingest.ts';
import { createPrepare } from './prepare.ts';
import { prepareRulesOf } from './rules.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { EventStore } from './store/store.ts';

const SITE = 'https://shop.example';
const KEY = 'server-key-0123456789';
const ADMIN = 'admin-token-0123456789';
const PIXEL = 'C4TEST00000000000000';
const AGENT = 'Mozilla/5.0';

const folder = mkdtempSync(join(tmpdir(), 'clickthread-app-'));
let store: EventStore;
let server: Server;
let diskFull = false;
const errors: unknown[] = [];

beforeAll(async () => {
  store = await openSqliteStore({ file: join(folder, 'test.db'), now: Date.now });
  const failing: EventStore = {
    ...store,
    append: (append) =>
      diskFull ? Promise.reject(new Error('SQLITE_FULL: jane@example.com')) : store.append(append),
  };
  const config = readConfig({ TIKTOK_PIXEL_CODE: PIXEL, TIKTOK_ACCESS_TOKEN: 'token-of-the-test' }, () => '');
  const app = createApp({
    config: {
      SITE_ORIGINS: [SITE],
      SERVER_KEYS: [KEY],
      ADMIN_TOKEN: ADMIN,
      TRUST_PROXY: [],
      COLLECT_PATH: '/collect',
      COOKIE_DAYS: 30,
      RENEW_TTP: true,
      GPC: 'limit',
      pixels: [],
    },
    ingest: createIngest(failing, createPrepare(prepareRulesOf(config)), Date.now),
    store,
    relay: { wake: () => undefined, pixels: () => [], resume: () => [] },
    health: createHealth(store),
    tag: createTagFiles(new Map([['', 'tag()']]), {
      version: '1.2.3',
      movingPath: '/tag.js',
      linkDomains: [],
    }),
    pages: createPageWatch([PIXEL], () => undefined),
    now: Date.now,
    onError: (error) => errors.push(error),
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

type Headers = Readonly<Record<string, string>>;
interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly json: () => {
    error?: { code: string; path?: string };
    rejected?: { index: number; path: string }[];
  };
}

const port = () => (server.address() as AddressInfo).port;

/** Node's own request: `fetch` does not let a test write an Origin. */
async function ask(
  method: string,
  path: string,
  headers: Headers = {},
  body: string | Buffer = '',
): Promise<Answer> {
  const request = httpRequest({ port: port(), host: '127.0.0.1', method, path, headers, agent: false });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const answered = await text(response);
  return {
    status: response.statusCode,
    headers: response.headers,
    text: answered,
    json: () => JSON.parse(answered),
  };
}

/** The two doors for events, with the headers of a good request and its smallest body around some events. */
const doors = {
  '/collect': {
    headers: { Origin: SITE, 'Content-Type': 'text/plain;charset=UTF-8', 'User-Agent': AGENT },
    body: (events: unknown) => ({ v: 1, sent_at: Date.now(), page: { url: `${SITE}/` }, events }),
  },
  '/v1/events': {
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
    body: (events: unknown) => ({ events }),
  },
} as const;
type Door = keyof typeof doors;
const paths = Object.keys(doors) as Door[];

const post = (door: Door, body: unknown, headers: Headers = {}) =>
  ask(
    'POST',
    door,
    { ...doors[door].headers, ...headers },
    typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  );
const send = (door: Door, events: unknown, headers: Headers = {}) =>
  post(door, doors[door].body(events), headers);

let lastId = 0;
/** A good event of its own id, for both doors. */
function event(door: Door, fields: object = {}) {
  lastId += 1;
  // A page tells both by its request.
  const told = door === '/collect' ? {} : { page: { url: `${SITE}/` }, user: { user_agent: AGENT } };
  return { event: 'Purchase', event_id: `test-${lastId}`, ...told, ...fields };
}

async function storedIds(): Promise<string[]> {
  const answer = await ask('GET', '/dashboard/events?limit=200', { Authorization: `Bearer ${ADMIN}` });
  return (JSON.parse(answer.text) as { events: { event_id: string }[] }).events.map((each) => each.event_id);
}

/** What no error may hold: places in our code, and values that were sent. */
const NEVER_IN_AN_ANSWER = /\.ts:\d+|node_modules|\bat \w+ \(|SQLITE|jane@example\.com|\+12133734253/;

describe.each(paths)('%s refuses as a whole', (door) => {
  const deep = (open: string, close: string, levels: number) =>
    `${JSON.stringify(doors[door].body([])).slice(0, -2)}${open.repeat(levels)}${close.repeat(levels)}]}`;
  const tooMany = Array.from({ length: 1001 }, () => ({}));

  it.each<[string, unknown, number, string, string | undefined]>([
    ['not JSON', 'event=Purchase&email=jane@example.com', 400, 'invalid_json', undefined],
    ['cut off', '{"events":[', 400, 'invalid_json', undefined],
    ['nothing', '', 400, 'invalid_json', undefined],
    ['an array', [event(door)], 400, 'invalid_request', undefined],
    ['a string', '"jane@example.com"', 400, 'invalid_request', undefined],
    ['null', 'null', 400, 'invalid_request', undefined],
    ['events of another type', doors[door].body('jane@example.com'), 400, 'invalid_request', 'events'],
    ['no events', doors[door].body([]), 400, 'invalid_request', 'events'],
    ['events missing', { ...doors[door].body([]), events: undefined }, 400, 'invalid_request', 'events'],
    ['an unknown field', { ...doors[door].body([event(door)]), emial: 1 }, 400, 'invalid_request', 'emial'],
    ['1,001 events', doors[door].body(tooMany), 413, 'too_many_events', 'events'],
    ['arrays 100,000 deep', deep('[', ']', 100_000), 400, 'too_deep', undefined],
    ['objects 40,000 deep', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`, 400, 'too_deep', undefined],
    [
      '"__proto__" at the top',
      '{"__proto__":{"polluted":1},"events":[{}]}',
      400,
      'forbidden_key',
      '__proto__',
    ],
    ['"__proto__" in an event', '{"events":[{"__proto__":{}}]}', 400, 'forbidden_key', 'events.0.__proto__'],
    [
      '"constructor" at the top',
      { ...doors[door].body([event(door)]), constructor: { prototype: {} } },
      400,
      'invalid_request',
      'constructor',
    ],
    ['10 MB', ' '.repeat(10_000_000), 413, 'too_large', undefined],
  ])('%s', async (_reason, body, status, code, path) => {
    const before = await storedIds();
    const answer = await post(door, body);
    expect(answer.status).toBe(status);
    expect(answer.json().error?.code).toBe(code);
    if (path) expect(answer.json().error?.path).toBe(path);
    expect(answer.text).not.toMatch(NEVER_IN_AN_ANSWER);
    expect(await storedIds()).toEqual(before);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each<[string, string | Buffer, Headers, string]>([
    ['a form', 'a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'content_type'],
    ['no type', '{}', { 'Content-Type': '' }, 'content_type'],
    ['gzip', gzipSync('{}'), { 'Content-Encoding': 'gzip' }, 'encoding'],
  ])('with 415: %s', async (_reason, body, headers, code) => {
    const answer = await post(door, body, headers);
    expect(answer.status).toBe(415);
    expect(answer.json().error?.code).toBe(code);
  });

  it('with 503 when the store fails: nothing is stored, and the same request may come again', async () => {
    const good = event(door);
    diskFull = true;
    const answer = await send(door, [good]).finally(() => {
      diskFull = false;
    });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    // https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name does not have it.
    expect(answer.headers['access-control-expose-headers']).toBe('Retry-After');
    expect(answer.text).not.toMatch(NEVER_IN_AN_ANSWER);
    expect(await storedIds()).not.toContain(good.event_id);
    expect(errors.pop()).toMatchObject({ message: expect.stringContaining('SQLITE_FULL') });

    expect((await send(door, [good])).json()).toMatchObject({ accepted: 1, duplicates: 0 });
    expect((await storedIds())[0]).toBe(good.event_id);
  });
});

describe.each(paths)('%s keeps the good neighbours of', (door) => {
  it.each<[string, unknown, string]>([
    ['a string', 'jane@example.com', ''],
    ['null', null, ''],
    ['a nameless event', { event_id: 'x', properties: {} }, 'event'],
    ['a name of another type', { event: 7, event_id: 'x' }, 'event'],
    ['an unknown field', { event: 'Purchase', event_id: 'x', emial: 'jane@example.com' }, 'emial'],
    ['"constructor"', { event: 'Purchase', event_id: 'x', constructor: { prototype: {} } }, 'constructor'],
    ['"toString"', { event: 'Purchase', event_id: 'x', toString: 1 }, 'toString'],
    ['an empty id', { event: 'Purchase', event_id: '' }, 'event_id'],
    [
      'a price in words',
      { event: 'Purchase', event_id: 'x', properties: { value: '1.299,00' } },
      'properties.value',
    ],
    [
      'a list that is none',
      { event: 'Purchase', event_id: 'x', properties: { contents: 1 } },
      'properties.contents',
    ],
    [
      'a wrong item of a list',
      { event: 'Purchase', event_id: 'x', properties: { contents: [{}, { quantity: 0.5 }] } },
      'properties.contents.1.quantity',
    ],
    [
      'no currency of TikTok’s',
      { event: 'Purchase', event_id: 'x', properties: { currency: 'DM' } },
      'properties.currency',
    ],
    ['no time', { event: 'Purchase', event_id: 'x', event_time: 'yesterday' }, 'event_time'],
  ])('%s', async (_reason, bad, path) => {
    const [first, last] = [event(door), event(door)];
    const answer = await send(door, [first, bad, last]);
    expect(answer.status).toBe(202);
    expect(answer.json()).toMatchObject({ accepted: 2, duplicates: 0, rejected: [{ index: 1, path }] });
    expect(answer.text).not.toMatch(NEVER_IN_AN_ANSWER);
    expect((await storedIds()).slice(0, 2)).toEqual([last.event_id, first.event_id]);

    const alone = await send(door, [bad]);
    expect(alone.status).toBe(422);
    expect(alone.json()).toMatchObject({ accepted: 0, rejected: [{ index: 0, path }] });
  });
});

describe.each(paths)('%s takes', (door) => {
  it('1,000 events, and knows each of them again', async () => {
    const events = Array.from({ length: 1000 }, () => event(door));
    const first = await send(door, events);
    expect(first.status).toBe(202);
    expect(first.json()).toEqual({ accepted: 1000, duplicates: 0, rejected: [] });
    expect((await send(door, events)).json()).toEqual({ accepted: 0, duplicates: 1000, rejected: [] });
  });

  it('null for a field that a shop does not have', async () => {
    const sent = event(door, { properties: { value: 9.9, currency: 'USD', description: null } });
    expect((await send(door, [sent])).json()).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
    expect((await storedIds())[0]).toBe(sent.event_id);
  });
});
