import { gzipSync } from 'node:zlib';

/** Requests of every kind to the routes that take events, with the status that each is answered with. */

export const SITE = 'https://shop.example';
export const KEY = 'server-key-0123456789';
/** When they are made. */
export const NOW = Date.UTC(2026, 10, 18, 11, 29, 31);

export type Headers = Readonly<Record<string, string>>;

interface Case {
  readonly what: string;
  readonly status: number;
  readonly headers?: Headers;
  readonly body?: string | Buffer;
  readonly method?: string;
  readonly path?: string;
  /** What the answer's body has in it. */
  readonly has?: string;
}

const event = (fields: object = {}) => ({
  event: 'Purchase',
  event_id: 'new-1',
  page: { url: `${SITE}/` },
  user: { user_agent: 'Mozilla/5.0' },
  ...fields,
});
/** What a page sends; what it says beside its events is given second. */
export const page = (events: unknown, fields: object = {}) =>
  JSON.stringify({ v: 1, sent_at: NOW, page: { url: `${SITE}/` }, ...fields, events });
/** An event as a page tells it. */
export const told = { event: 'Purchase', event_id: 'new-1' };
export const PAGE: Headers = {
  Origin: SITE,
  'Content-Type': 'text/plain',
  Host: 'collect.shop.example',
  'User-Agent': 'Mozilla/5.0',
};
const KEYED: Headers = { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' };
const WRITE_KEY: Headers = { Authorization: `Basic ${btoa(`${KEY}:`)}` };
const events = (...list: unknown[]) => JSON.stringify({ events: list });
const track = {
  type: 'track',
  event: 'Order Completed',
  messageId: 'm1',
  context: { page: { url: SITE }, userAgent: 'Mozilla/5.0' },
};
/** Larger than any route takes. */
const HUGE = ' '.repeat(5 * 1024 * 1024);

export const REQUESTS: Readonly<
  Record<string, { readonly headers: Headers; readonly cases: readonly Case[] }>
> = {
  '/collect': {
    headers: PAGE,
    cases: [
      { what: 'a new event', status: 202, body: page([told]), has: '"accepted":1' },
      {
        what: 'an event that is known',
        status: 202,
        body: page([{ ...told, event_id: 'again-1' }]),
        has: '"duplicates":1',
      },
      {
        what: 'a bad one among good ones',
        status: 202,
        body: page([told, {}]),
        has: '"rejected":[{"index":1',
      },
      { what: 'only bad ones', status: 422, body: page([{}]), has: '"accepted":0' },
      {
        what: 'one that is switched off',
        status: 202,
        body: page([{ ...told, event: 'scroll_50' }]),
        has: 'dropped',
      },
      {
        what: 'a visitor to remember',
        status: 202,
        body: page([told], { visitor: '0123456789abcdef0123456789abcdef', ttclid: 'E.C.P.abc' }),
      },
      { what: 'denied consent', status: 422, body: page([told], { consent: 'denied' }), has: 'consent' },
      { what: 'GPC', status: 422, headers: { ...PAGE, 'Sec-GPC': '1' }, body: page([told]), has: 'gpc' },
      { what: 'no JSON', status: 400, body: '{"v":', has: 'invalid_json' },
      { what: 'an unknown field', status: 400, body: page([told], { emial: 1 }), has: '"path":"emial"' },
      { what: 'no body', status: 400, has: 'invalid_json' },
      { what: '1,001 events', status: 413, body: page(Array(1001).fill({})), has: 'too_many_events' },
      { what: 'a body too large', status: 413, body: HUGE, has: 'too_large' },
      {
        what: 'a form',
        status: 415,
        headers: { ...PAGE, 'Content-Type': 'multipart/form-data' },
        body: 'x=1',
      },
      { what: 'gzip', status: 415, headers: { ...PAGE, 'Content-Encoding': 'gzip' }, body: gzipSync('{}') },
      {
        what: 'another origin',
        status: 403,
        headers: { ...PAGE, Origin: 'https://evil.example' },
        body: page([]),
      },
      { what: 'no origin', status: 403, headers: { 'Content-Type': 'text/plain' }, body: page([]) },
      { what: 'a preflight', status: 204, method: 'OPTIONS' },
      { what: 'a preflight of another origin', status: 403, method: 'OPTIONS', headers: { Origin: 'null' } },
      { what: 'another method', status: 404, method: 'PUT' },
      { what: 'a query', status: 202, path: '/collect?a=1', body: page([told]) },
    ],
  },
  '/v1/events': {
    headers: KEYED,
    cases: [
      { what: 'a new event', status: 202, body: events(event()), has: '"accepted":1' },
      {
        what: 'an event that is known',
        status: 202,
        body: events(event({ event_id: 'again-2' })),
        has: '"duplicates":1',
      },
      { what: 'a bad one among good ones', status: 202, body: events(event(), 7), has: '"index":1' },
      { what: 'only bad ones', status: 422, body: events(7), has: '"accepted":0' },
      {
        what: 'one that is switched off',
        status: 202,
        body: events(event({ event: 'scroll_50' })),
        has: 'disabled',
      },
      {
        what: 'an explanation',
        status: 202,
        path: '/v1/events?explain=1',
        body: events(event(), 7),
        has: '"explained":[{"input"',
      },
      {
        what: 'an explanation of bad ones',
        status: 422,
        path: '/v1/events?a=1&explain=1',
        body: events(7),
        has: '"refused":',
      },
      { what: 'no JSON', status: 400, body: 'events', has: 'invalid_json' },
      { what: 'no events', status: 400, body: events(), has: '"path":"events"' },
      { what: 'a dangerous key', status: 400, body: '{"__proto__":{},"events":[{}]}', has: 'forbidden_key' },
      { what: 'no key', status: 401, headers: { 'Content-Type': 'application/json' }, body: events(event()) },
      { what: 'a wrong key', status: 401, headers: { ...KEYED, Authorization: 'Bearer wrong' }, body: '{}' },
      { what: 'a write key', status: 401, headers: { ...KEYED, ...WRITE_KEY }, body: events(event()) },
      { what: '1,001 events', status: 413, body: events(...Array(1001).fill({})), has: 'too_many_events' },
      { what: 'a body too large', status: 413, body: HUGE, has: 'too_large' },
      {
        what: 'another type',
        status: 415,
        headers: { ...KEYED, 'Content-Type': 'text/plain' },
        body: events(event()),
      },
      { what: 'gzip', status: 415, headers: { ...KEYED, 'Content-Encoding': 'gzip' }, body: gzipSync('{}') },
      { what: 'another method', status: 404, method: 'GET' },
    ],
  },
  '/v1/batch': {
    headers: WRITE_KEY,
    cases: [
      { what: 'calls', status: 200, body: JSON.stringify({ batch: [track] }), has: '"success":true' },
      {
        what: 'packed calls',
        status: 200,
        headers: { ...WRITE_KEY, 'Content-Encoding': 'gzip' },
        body: gzipSync(JSON.stringify({ batch: [track] })),
      },
      {
        what: 'a bad one among good ones',
        status: 200,
        body: JSON.stringify({ batch: [track, 7] }),
        has: '"index":1',
      },
      { what: 'only bad ones', status: 422, body: JSON.stringify({ batch: [7] }), has: '"success":false' },
      { what: 'no batch', status: 400, body: '{}', has: '"path":"batch"' },
      {
        what: 'what is not packed',
        status: 400,
        headers: { ...WRITE_KEY, 'Content-Encoding': 'gzip' },
        body: '{}',
      },
      {
        what: 'a bomb',
        status: 413,
        headers: { ...WRITE_KEY, 'Content-Encoding': 'gzip' },
        body: gzipSync(HUGE),
      },
      {
        what: 'another packing',
        status: 415,
        headers: { ...WRITE_KEY, 'Content-Encoding': 'br' },
        body: '{}',
      },
      { what: 'no key', status: 401, headers: {}, body: JSON.stringify({ batch: [track] }) },
    ],
  },
  ...Object.fromEntries(
    ['track', 'page', 'screen', 'identify', 'alias', 'group'].map((type) => [
      `/v1/${type}`,
      {
        headers: { ...WRITE_KEY, 'Content-Type': 'application/json' },
        cases: [
          { what: 'a call', status: 200, body: JSON.stringify({ ...track, type }), has: '"accepted":1' },
          { what: 'no call', status: 400, body: 'no JSON', has: 'invalid_json' },
          { what: 'a wrong key', status: 401, headers: { Authorization: 'Basic eDo=' }, body: '{}' },
        ],
      },
    ]),
  ),
};
