import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config/config.ts';
import { startTestApp, type TestApp } from './conformance-app.ts';
import { InvalidRequest } from './contract/invalid-request.ts';
import { type Headers, KEY, NOW, PAGE, page, REQUESTS, SITE, told } from './http/conformance-requests.ts';
import { createIngest } from './ingest.ts';
import { createPrepare } from './prepare.ts';
import { prepareRulesOf } from './rules.ts';

/**
 * The routes that take events are answered just ahead of Express and by Express, which takes a slash at the end for
 * the same path. Whatever is asked, the two answers are alike to the last header.
 */

let app: TestApp;
let isFull = false;
let isLimited = false;

async function limit(): Promise<void> {
  if (isLimited) throw new InvalidRequest(429, 'rate_limited', 'Too many.', undefined, 7);
}

beforeAll(async () => {
  const config = readConfig(
    {
      TIKTOK_PIXEL_CODE: 'C4TEST00000000000000',
      TIKTOK_ACCESS_TOKEN: 'token-of-the-test',
      CLICKTHREAD_CONFIG: 'names',
    },
    () => JSON.stringify({ events: { map: { scroll_50: null } } }),
  );
  const store = {
    // An event is there already if its id says so.
    async append({ events }: { readonly events: readonly { readonly eventId: string }[] }) {
      if (isFull) throw new Error('the disk is full');
      return events.map(({ eventId }) => (eventId.startsWith('again') ? 'duplicate' : 'stored') as 'stored');
    },
    recall: async () => new Map(),
  };
  app = await startTestApp({
    config: { SITE_ORIGINS: [SITE], SERVER_KEYS: [KEY], RENEW_TTP: true, GPC: 'drop' },
    ingest: createIngest(store, createPrepare(prepareRulesOf(config)), () => NOW),
    limits: { client: limit, key: limit },
    now: () => NOW,
    onError: () => undefined,
  });
});
afterAll(() => {
  app.close();
});

async function ask(path: string, headers: Headers, body: string | Buffer, method = 'POST') {
  const request = httpRequest(app.url, { method, path, headers, agent: false });
  // In two parts where nothing says how long it is, so that it comes in chunks.
  if (!('Content-Length' in headers)) request.write(body.slice(0, 1));
  request.end('Content-Length' in headers ? body : body.slice(1));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const { date: _now, ...kept } = response.headers;
  return { status: response.statusCode, headers: kept, text: await text(response) };
}

/** Asks at both doors, compares, and returns the answer. */
async function askBoth(path: string, headers: Headers, body: string | Buffer = '', method = 'POST') {
  const [plain = '', query] = path.split('?');
  const search = query === undefined ? '' : `?${query}`;
  const sized = { ...headers, 'Content-Length': String(Buffer.byteLength(body)) };
  const fast = await ask(plain + search, sized, body, method);
  expect(await ask(`${plain}/${search}`, sized, body, method)).toEqual(fast);
  if (body.length > 1) expect((await ask(plain + search, headers, body, method)).status).toBe(fast.status);
  return fast;
}

describe.each(Object.entries(REQUESTS))('POST %s', (route, { headers, cases }) => {
  it.each(cases)('$what: $status', async (each) => {
    const { path = route, body = '', method = 'POST' } = each;
    const answer = await askBoth(path, each.headers ?? headers, body, method);
    expect(answer.status).toBe(each.status);
    expect(answer.text).toContain(each.has ?? '');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  const good = cases[0]?.body ?? '';

  it('where the limit is reached: 429', async () => {
    isLimited = true;
    const answer = await askBoth(route, headers, good).finally(() => {
      isLimited = false;
    });
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '7']);
    // The tag waits as long as it says, so a page must be able to read it.
    expect(answer.headers['access-control-expose-headers']).toBe('Retry-After');
    expect(answer.headers['access-control-allow-origin']).toBe(headers.Origin);
  });

  // A call that only tells who somebody is has nothing to store.
  const stores = !/identify|alias|group/.test(route);
  if (stores)
    it('where the disk is full: 503', async () => {
      isFull = true;
      const answer = await askBoth(route, headers, good).finally(() => {
        isFull = false;
      });
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
      expect(answer.headers['access-control-allow-origin']).toBe(headers.Origin);
      expect(answer.text).not.toContain('disk');
    });
});

it('cookies are renewed at both doors', async () => {
  const visitor = { visitor: '0123456789abcdef0123456789abcdef', ttclid: 'E.C.P.abc' };
  const answer = await askBoth('/collect', PAGE, page([told], visitor));
  expect(answer.headers['set-cookie']?.join()).toMatch(/_ct_click=.*_ct_id=|_ct_id=.*_ct_click=/);
});
