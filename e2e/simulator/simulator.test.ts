import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Behaviour } from './behaviour.ts';
import type { LoggedRequest } from './events-api.ts';
import type { CountedEvent } from './ledger.ts';
import type { PixelHit } from './pixel-endpoint.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import type { Totals } from './views.ts';

const now = Date.UTC(2026, 10, 20, 12, 0, 0);
const code = 'C4AAAAAAAAAAAAAAAAAA';
const pixels = [
  { code, token: 'token-a' },
  { code: 'C4BBBBBBBBBBBBBBBBBB', token: 'token-b' },
];
const eventOf = (id: string) => ({
  event: 'Purchase',
  event_time: now / 1000,
  event_id: id,
  page: { url: 'https://shop.example/thanks' },
});
const bodyOf = (...ids: string[]) => ({ event_source: 'web', event_source_id: code, data: ids.map(eventOf) });

let simulator: Simulator;
beforeEach(async () => {
  const site = {
    matches: (hostname: string) => hostname === 'shop.localhost',
    handle: (_request: unknown, response: { end(text: string): void }) => response.end('the shop'),
  };
  simulator = await startSimulator({ pixels, now: () => now, mount: [site] });
});
afterEach(() => simulator.close());

const track = (body: unknown, headers: Record<string, string> = {}, path = '/open_api/v1.3/event/track/') =>
  fetch(simulator.url + path, {
    method: 'POST',
    headers: { 'access-token': 'token-a', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(500),
  });
async function view<View>(path: string): Promise<View> {
  return (await fetch(`${simulator.url}/simulator/${path}`)).json();
}
const totals = () => view<Totals>('totals');
const setOverHttp = (behaviour: unknown) =>
  fetch(`${simulator.url}/simulator/behaviour`, { method: 'PUT', body: JSON.stringify(behaviour) });

it('accepts, counts and logs without the token', async () => {
  const reply = await track(bodyOf('a', 'b'));
  expect(reply.status).toBe(200);
  expect(await reply.json()).toEqual({
    code: 0,
    message: 'OK',
    request_id: expect.stringMatching(/^20261120120000[0-9A-F]{20}$/),
    data: {},
  });
  expect(await view<CountedEvent[]>('events?event_id=a')).toMatchObject([
    { event: 'Purchase', event_id: 'a', source: 'web' },
  ]);
  expect(await totals()).toEqual({
    counted: 2,
    merged: 0,
    dropped: 0,
    refused: 0,
    apiRequests: 1,
    apiEvents: 2,
    pixelHits: 0,
  });
  const [logged] = await view<LoggedRequest[]>('requests');
  expect(logged).toMatchObject({ token: 'known', stored: true, body: JSON.stringify(bodyOf('a', 'b')) });
  expect(JSON.stringify(logged)).not.toContain('token-a');
});

describe('envelope', () => {
  it.each<[string, number, Record<string, string>, unknown]>([
    ['empty token', 40104, { 'access-token': '' }, bodyOf('a')],
    ['unknown token', 40105, { 'access-token': 'token-x' }, bodyOf('a')],
    ['Bearer before the token', 40105, { 'access-token': 'Bearer token-a' }, bodyOf('a')],
    ['token of another pixel', 40001, { 'access-token': 'token-b' }, bodyOf('a')],
    ['not JSON by its header', 40002, { 'content-type': 'text/plain' }, bodyOf('a')],
    ['not JSON', 40000, {}, '{"data":'],
    ['one bad event among good ones', 40002, {}, { ...bodyOf('a'), data: [eventOf('a'), {}] }],
  ])('%s: %i, and nothing is counted', async (_reason, expected, headers, body) => {
    const reply = await (await track(body, headers)).json();
    expect(reply.code).toBe(expected);
    expect(await totals()).toMatchObject({ counted: 0, refused: 1, apiRequests: 1, apiEvents: 0 });
  });

  it.each([
    ['no trailing slash', '/open_api/v1.3/event/track'],
    ['the product’s version in the path', '/open_api/v2.0/event/track/'],
    ['outside', '/nothing'],
  ])('unknown route: %s', async (_reason, path) => {
    const reply = await track(bodyOf('a'), {}, path);
    expect([reply.status, (await reply.json()).code]).toEqual([404, 40400]);
  });
});

describe('behaviour', () => {
  it.each<[Behaviour, number, number]>([
    [{ answerCode: 40100 }, 200, 40100],
    [{ answerCode: 40100, style: 'http-status' }, 401, 40100],
    [{ answerCode: 40105, style: 'http-status' }, 401, 40105],
    [{ answerCode: 40002, style: 'http-status' }, 400, 40002],
    [{ answerCode: 51012, style: 'http-status' }, 500, 51012],
    [{ answerCode: 61000, style: 'http-status' }, 503, 61000],
  ])('%j', async (behaviour, status, expected) => {
    simulator.setBehaviour(behaviour);
    const reply = await track(bodyOf('a'));
    expect([reply.status, (await reply.json()).code]).toEqual([status, expected]);
    expect(simulator.ledger.events()).toHaveLength(0);
  });

  it.each<[string, Behaviour, number]>([
    ['cut before it was stored', { drop: 'before' }, 0],
    ['cut after it was stored', { drop: 'after' }, 1],
    ['never answered', { hang: true }, 0],
    ['answered too late', { latencyMs: 2000 }, 1],
  ])('%s', async (_reason, behaviour, counted) => {
    simulator.setBehaviour(behaviour);
    await expect(track(bodyOf('a'))).rejects.toThrow();
    expect(simulator.ledger.events()).toHaveLength(counted);
  });

  it('answers HTML and nothing at all', async () => {
    simulator.setBehaviour({ html502: true });
    const html = await track(bodyOf('a'));
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await html.text()).toContain('nginx');
    simulator.setBehaviour({ empty: true });
    const empty = await track(bodyOf('a'));
    expect([empty.status, await empty.text()]).toEqual([200, '']);
    expect(simulator.ledger.events()).toHaveLength(0);
  });

  it('loses the end of an answer, not what was stored, and lets a gateway answer for it', async () => {
    simulator.setBehaviour({ cutAt: 1 });
    const cut = await track(bodyOf('a'));
    expect([cut.status, await cut.text()]).toEqual([200, '{']);
    expect(simulator.ledger.events()).toHaveLength(1);
    simulator.setBehaviour({ gateway: { status: 429, body: 'slow down' } });
    const gateway = await track(bodyOf('b'));
    expect([gateway.status, await gateway.text()]).toEqual([429, 'slow down']);
    expect(simulator.ledger.events()).toHaveLength(1);
  });

  it('refuses a request for an event in it, by its place', async () => {
    const message = 'data[{index}]: the {place}. event';
    simulator.setBehaviour({ refuse: [{ marker: 'bad', code: 40062, message }] });
    const refused = await (await track(bodyOf('a', 'bad_b'))).json();
    expect([refused.code, refused.message]).toEqual([40062, 'data[1]: the 2. event']);
    expect((await (await track(bodyOf('a'))).json()).code).toBe(0);
    expect(simulator.ledger.events()).toHaveLength(1);
  });

  it('takes a partial success as taken', async () => {
    simulator.setBehaviour({ answerCode: 20001 });
    expect((await (await track(bodyOf('a'))).json()).code).toBe(20001);
    expect(simulator.ledger.events()).toHaveLength(1);
  });

  it('misbehaves n times on top of the standing style, then no more', async () => {
    await setOverHttp({ style: 'http-status' });
    await setOverHttp({ answerCode: 50000, times: 2 });
    const codes = [];
    for (const id of ['a', 'a', 'a']) codes.push((await (await track(bodyOf(id))).json()).code);
    expect(codes).toEqual([50000, 50000, 0]);
    expect((await track({})).status).toBe(400);
  });

  it.each([
    ['a misspelt switch', { latncyMs: 5 }, 'latncyMs'],
    ['a wrong value', { drop: 'sometimes' }, 'drop'],
    ['zero times', { times: 0 }, 'times'],
    ['no object', 'hang', 'object'],
  ])('refuses %s', async (_reason, behaviour, word) => {
    const reply = await setOverHttp(behaviour);
    expect(reply.status).toBe(400);
    expect((await reply.json()).message).toContain(word);
  });

  it('is forgotten with everything else on reset', async () => {
    await track(bodyOf('a'));
    await setOverHttp({ answerCode: 50000 });
    await fetch(`${simulator.url}/simulator/state`, { method: 'DELETE' });
    expect(await totals()).toMatchObject({ counted: 0, apiRequests: 0 });
    expect((await (await track(bodyOf('a'))).json()).code).toBe(0);
  });
});

describe('pixel', () => {
  const hit = (more: object = {}, headers: Record<string, string> = {}) =>
    fetch(`${simulator.url}/api/v2/pixel`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: 'http://shop.localhost', ...headers },
      body: JSON.stringify({
        event: 'Purchase',
        event_id: 'a',
        timestamp: new Date(now).toISOString(),
        context: {
          pixel: { code },
          user: { email: 'hash', phone_number: 'hash', ttp: 'ttp-of-the-page' },
          ad: { ttclid: 'E.C.P.x' },
          page: { url: 'http://shop.localhost/', referrer: '' },
        },
        properties: { value: 1 },
        ...more,
      }),
    });

  it('counts a hit, names the origin, and merges its server twin', async () => {
    const reply = await hit();
    expect(reply.headers.get('access-control-allow-origin')).toBe('http://shop.localhost');
    expect(reply.headers.get('access-control-allow-credentials')).toBe('true');
    await track(bodyOf('a'));
    expect(await view<CountedEvent[]>('events')).toMatchObject([
      {
        first_channel: 'pixel',
        user: { email: 'hash', phone: 'hash', ttp: 'ttp-of-the-page', ttclid: 'E.C.P.x' },
        copies: [{ verdict: 'counted' }, { verdict: 'merged' }],
      },
    ]);
    expect(await view<PixelHit[]>('pixel-hits')).toMatchObject([
      { code, event: 'Purchase', event_id: 'a', verdict: 'counted' },
    ]);
  });

  it('logs the hit of an unknown pixel and counts it for nobody', async () => {
    await hit({
      context: { pixel: { code: 'C4ZZZZZZZZZZZZZZZZZZ' }, page: { url: 'http://shop.localhost/' } },
    });
    expect(await totals()).toMatchObject({ counted: 0, pixelHits: 1 });
  });

  it('refuses what is not a hit', async () => {
    expect((await hit({ event: '' })).status).toBe(400);
  });

  it('serves its script uncached', async () => {
    const reply = await fetch(`${simulator.url}/i18n/pixel/events.js?sdkid=${code}&lib=ttq`);
    expect(reply.headers.get('content-type')).toContain('javascript');
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });
});

it('hands mounted hosts to their site and keeps the rest', async () => {
  const textAt = (host: string) =>
    new Promise<string>((resolve) => {
      httpRequest({ port: simulator.port, host: '127.0.0.1', headers: { host } }, async (response) => {
        resolve(await text(response));
      }).end();
    });
  expect(await textAt(`shop.localhost:${simulator.port}`)).toBe('the shop');
  expect(await textAt(`analytics.localhost:${simulator.port}`)).toContain('40400');
});

it('closes although a connection is open and a request hangs', async () => {
  const other = await startSimulator({ pixels });
  other.setBehaviour({ hang: true });
  const socket = connect(other.port, '127.0.0.1');
  const ended = new Promise((resolve) => socket.on('close', resolve).on('error', resolve));
  socket.write('POST /open_api/v1.3/event/track/ HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}');
  await expect
    .poll(async () => (await (await fetch(`${other.url}/simulator/totals`)).json()).apiRequests)
    .toBe(1);
  await other.close();
  await ended;
});
