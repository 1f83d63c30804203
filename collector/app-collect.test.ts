import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
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

/** What a page gets and leaves behind, beside its events. */

const SITE = 'https://shop.example';
const ADMIN = 'admin-token-0123456789';
const PIXEL = 'C4TEST00000000000000';

const folder = mkdtempSync(join(tmpdir(), 'clickthread-collect-'));
let store: EventStore;
let server: Server;

beforeAll(async () => {
  store = await openSqliteStore({ file: join(folder, 'test.db'), now: Date.now });
  const config = readConfig({ TIKTOK_PIXEL_CODE: PIXEL, TIKTOK_ACCESS_TOKEN: 'token-of-the-test' }, () => '');
  const prepare = createPrepare(prepareRulesOf(config));
  const app = createApp({
    config: {
      SITE_ORIGINS: [SITE],
      SERVER_KEYS: [],
      ADMIN_TOKEN: ADMIN,
      TRUST_PROXY: [],
      COLLECT_PATH: '/collect',
      COOKIE_DAYS: 30,
      RENEW_TTP: true,
      GPC: 'drop',
      pixels: [],
    },
    ingest: createIngest(store, prepare, Date.now),
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
    onError: (error) => expect.unreachable(String(error)),
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

/** Node's own request: `fetch` does not let a test write an Origin. */
async function ask(method: string, path: string, headers: Headers, body = '') {
  const { port } = server.address() as AddressInfo;
  const request = httpRequest({ port, host: '127.0.0.1', method, path, headers, agent: false });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const answered = await text(response);
  return { headers: response.headers, text: answered, json: () => JSON.parse(answered) };
}

const look = (path: string) => ask('GET', path, { Authorization: `Bearer ${ADMIN}` });
const post = (body: object, headers: Headers = {}) =>
  ask(
    'POST',
    '/collect',
    { Origin: SITE, 'Content-Type': 'text/plain', 'User-Agent': 'Mozilla/5.0', ...headers },
    JSON.stringify(body),
  );
const envelope = (events: unknown) => ({ v: 1, sent_at: Date.now(), page: { url: `${SITE}/` }, events });
const send = (events: unknown) => post(envelope(events));

let lastId = 0;
/** A good event of its own id. */
function event(fields: object = {}) {
  lastId += 1;
  return { event: 'Purchase', event_id: `test-${lastId}`, ...fields };
}

describe('/collect', () => {
  it('leaves out what a page adds of its own, as the pixel does', async () => {
    const answer = await send([event({ properties: { theme: 'dark', value: 1 } })]);
    expect(answer.json()).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  });

  const visitor = { visitor: 'b2d6e1f0a4c94f7d', ttclid: 'E.C.P.abc' };
  const cookie = '_ttp=01KABCDEFGHJKMNPQRSTVWXYZ0_.tt.1; _ct_first=1.1700000000000.url.E.C.P.first';
  const recent = `_ct_first=1.${Date.now()}.url.E.C.P.first; _ttp=01KABCDEFGHJKMNPQRSTVWXYZ0_.tt.1`;
  it.each<[object, string, string[], string]>([
    [{}, '', ['_ct_id', '_ct_click'], 'nothing is said of consent'],
    [{ consent: 'granted' }, '', ['_ct_id', '_ct_click'], 'granted'],
    [{}, recent, ['_ct_id', '_ttp', '_ct_click', '_ct_first'], 'all that there are'],
    [{}, cookie, ['_ct_id', '_ttp', '_ct_click'], 'a first click of 2023 is over'],
    [{ consent: 'denied' }, '', [], 'denied: nothing is stored on either side'],
    [{ consent: 'denied' }, recent, [], 'nor renewed'],
    [{ gpc: false }, '', ['_ct_id', '_ct_click'], 'a browser that does not mind'],
    [{ gpc: true }, recent, [], 'asks not to be tracked, and GPC=drop'],
  ])('%j with the cookies %j renews %j (%s)', async (consent, cookies, names) => {
    const sent = event();
    const body = { ...envelope([sent]), ...visitor, ...consent };
    const answer = await post(body, { Host: 'collect.shop.example', Cookie: cookies });
    const set = answer.headers['set-cookie'] ?? [];
    expect(set.map((each) => each.split('=')[0])).toEqual(names);
    expect((await look('/dashboard/events')).text.includes(`"${sent.event_id}"`)).toBe(names.length > 0);
  });

  it('renews _ttp with its own value, whatever the envelope says', async () => {
    const body = { ...envelope([event()]), ...visitor, ttp: 'ttp-of-another-domain' };
    const answer = await post(body, { Host: 'collect.shop.example', Cookie: recent });
    expect(answer.headers['set-cookie']?.find((each) => each.startsWith('_ttp='))).toMatch(
      /^_ttp=01KABCDEFGHJKMNPQRSTVWXYZ0_\.tt\.1; Max-Age=33696000; Domain=shop\.example; /,
    );
  });

  it('collects a page view without putting it into the way to TikTok', async () => {
    const { due } = await store.stats();
    const view = event({ event: 'Pageview', pixel_fired: true });
    expect((await send([view])).json()).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
    expect((await send([view])).json()).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
    const shown = await look('/dashboard/events?limit=1');
    expect(JSON.parse(shown.text)).toMatchObject({
      events: [{ event: 'Pageview', event_id: view.event_id, state: 'collected', attempts: 0 }],
    });
    expect(await store.stats()).toMatchObject({ due });
  });

  it('tells whoever looks which pages have several pixels', async () => {
    const pixels = [PIXEL, 'C5TEST00000000000000'];
    const body = (more: object) => ({ ...envelope([event()]), ...more });
    const shown = async () => JSON.parse((await look('/dashboard/pages')).text);
    await post(body({ pixels: [PIXEL] }));
    await post(body({ pixels, consent: 'denied' }));
    expect(await shown()).toEqual({ pages: [] });
    await post(body({ pixels }));
    expect(await shown()).toEqual({ pages: [{ origin: SITE, pixels, server_copies_to: PIXEL }] });
  });
});
