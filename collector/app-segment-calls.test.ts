import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** What Segment's and RudderStack's SDKs are answered, from the socket to the disk. */

const KEY = 'server-key-0123456789';
const basic = { Authorization: `Basic ${btoa(`${KEY}:`)}` };

const folder = mkdtempSync(join(tmpdir(), 'clickthread-segment-'));
let store: EventStore;
let server: Server;
let diskFull = false;
const errors: unknown[] = [];

beforeAll(async () => {
  store = await openSqliteStore({ file: join(folder, 'test.db'), now: Date.now });
  const failing: EventStore = {
    ...store,
    append: (append) => (diskFull ? Promise.reject(new Error('SQLITE_FULL')) : store.append(append)),
  };
  const config = readConfig(
    { TIKTOK_PIXEL_CODE: 'C4TEST00000000000000', TIKTOK_ACCESS_TOKEN: 'token-of-the-test', SERVER_KEYS: KEY },
    () => '',
  );
  const app = createApp({
    config,
    ingest: createIngest(failing, createPrepare(prepareRulesOf(config)), Date.now),
    store,
    relay: { wake: () => undefined, pixels: () => [], resume: () => [] },
    health: createHealth(store),
    tag: createTagFiles(new Map([['', 'tag()']]), {
      version: '1.2.3',
      movingPath: '/tag.js',
      linkDomains: [],
    }),
    pages: createPageWatch([], () => undefined),
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

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = basic,
) {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers });
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as unknown };
}

const context = { userAgent: 'Mozilla/5.0', page: { url: 'https://shop.example/' } };
const track = (messageId: string, more: object = {}) => ({
  type: 'track',
  event: 'Purchase',
  userId: 'u',
  messageId,
  context,
  ...more,
});

describe('a call by itself', () => {
  it.each([
    ['/v1/track', track('single')],
    ['/v1/page', { messageId: 'page', context }],
    ['/v1/screen', { messageId: 'screen', context }],
    ['/v1/identify', { userId: 'u', traits: { email: 'jane@shop.example' } }],
    ['/v1/alias', { userId: 'u', previousId: 'a' }],
    ['/v1/group', { userId: 'u', groupId: 'g' }],
  ])('%s: 200', async (path, call) => {
    expect(await post(path, JSON.stringify(call))).toMatchObject({
      status: 200,
      json: { success: true, accepted: 1, duplicates: 0, rejected: [] },
    });
  });

  it('is relayed under the id of its message, also a page view: no pixel has sent it', async () => {
    const stored = await store.recent(10);
    expect(stored.map(({ event, eventId }) => [event, eventId]).sort()).toEqual([
      ['Pageview', 'page'],
      ['Pageview', 'screen'],
      ['Purchase', 'single'],
    ]);
    expect(stored.map(({ state }) => state)).toEqual(['due', 'due', 'due']);
  });

  it('that is sent again is a duplicate, and a success', async () => {
    expect(await post('/v1/track', JSON.stringify(track('single')))).toMatchObject({
      status: 200,
      json: { success: true, accepted: 0, duplicates: 1 },
    });
  });

  it.each<[object, string, string]>([
    [{ properties: { products: [{ price: 'a lot' }] } }, 'properties.products.0.price', 'the contract'],
    [{ properties: { currency: 'ZZZ' } }, 'properties.currency', 'normalising'],
    [{ context: { userAgent: 'Mozilla/5.0' } }, 'context.page.url', 'mapping'],
    [{ timestamp: '2020-01-01T00:00:00Z' }, 'timestamp', 'its age'],
    [{ event: 'a'.repeat(200) }, 'event', 'its name'],
  ])('%j is refused with 422, at %s (%s)', async (more, path) => {
    const { status, json } = await post('/v1/track', JSON.stringify(track('bad', more)));
    expect(status).toBe(422);
    expect(json).toMatchObject({ success: false, accepted: 0, rejected: [{ index: 0, path }] });
  });
});

describe('a batch', () => {
  it('tells what became of each call, and a bad one costs no other', async () => {
    const batch = [
      track('b1'),
      track('b2', { properties: { products: [{ sku: 'a' }, { quantity: 1.5 }] } }),
      { type: 'identify', userId: 'u' },
      track('b3', { integrations: { All: false } }),
      track('b1'),
      track('b4', { context: {} }),
      'no call',
    ];
    const { status, json } = await post('/v1/batch', JSON.stringify({ batch }));
    expect(status).toBe(200);
    expect(json).toMatchObject({
      success: true,
      accepted: 2,
      duplicates: 1,
      rejected: [
        { index: 1, path: 'properties.products.1.quantity' },
        { index: 5, path: 'context.page.url' },
        { index: 6, path: '' },
      ],
      dropped: [{ index: 3, event: 'Purchase', reason: 'disabled' }],
    });
  });

  it('is taken packed, whatever type it is said to be: as RudderStack’s SDK sends it', async () => {
    const body = new Uint8Array(gzipSync(JSON.stringify({ batch: [track('packed')] })));
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await post('/v1/batch', body, { ...basic, ...type, 'Content-Encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 200, json: { success: true, accepted: 1 } });
  });

  it('of which all are switched off is a success: there is nothing to do better', async () => {
    const batch = [track('off', { integrations: { TikTok: false } })];
    expect(await post('/v1/batch', JSON.stringify({ batch }))).toMatchObject({ status: 200 });
  });

  it('of which all are refused is told so: 422', async () => {
    const batch = [track('c1', { context: {} }), 7];
    expect(await post('/v1/batch', JSON.stringify({ batch }))).toMatchObject({
      status: 422,
      json: { success: false, rejected: [{ index: 0 }, { index: 1 }] },
    });
  });
});

describe('a request that is refused as a whole', () => {
  it.each<[Record<string, string>, string]>([
    [{}, 'no key'],
    [{ Authorization: `Basic ${btoa('wrong-key-0123456789:')}` }, 'a wrong key'],
    [{ Authorization: `Basic ${btoa(`:${KEY}`)}` }, 'the key in the wrong place'],
  ])('401 to %j (%s)', async (headers) => {
    for (const path of ['/v1/batch', '/v1/track', '/v1/group']) {
      const { status, json } = await post(path, JSON.stringify(track('no-key')), headers);
      expect(status).toBe(401);
      expect(json).toMatchObject({ error: { code: 'unauthorised' } });
    }
  });

  it.each<[string | Uint8Array<ArrayBuffer>, Record<string, string>, number, string]>([
    ['{', {}, 400, 'no JSON'],
    ['{"batch":[]}', {}, 400, 'an empty batch'],
    [' '.repeat(4 * 1024 * 1024 + 1), {}, 413, 'too much'],
    [
      new Uint8Array(gzipSync(' '.repeat(4 * 1024 * 1024 + 1))),
      { 'Content-Encoding': 'gzip' },
      413,
      'too much when unpacked',
    ],
    ['{}', { 'Content-Encoding': 'br' }, 415, 'another packing'],
  ])('is answered by its fault (%#)', async (body, headers, status) => {
    expect((await post('/v1/batch', body, { ...basic, ...headers })).status).toBe(status);
  });

  it('503 with Retry-After while nothing can be stored: the SDKs send it again', async () => {
    diskFull = true;
    try {
      const answer = await post('/v1/batch', JSON.stringify({ batch: [track('later')] }));
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      diskFull = false;
    }
    const again = await post('/v1/batch', JSON.stringify({ batch: [track('later')] }));
    expect(again).toMatchObject({ status: 200, json: { accepted: 1 } });
    expect(errors).toHaveLength(1);
  });
});
