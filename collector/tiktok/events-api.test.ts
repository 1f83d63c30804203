import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createEventsApi, type TrackRequest, trackBody } from './events-api.ts';
import { judge } from './outcome.ts';

const TOKEN = 'f00dfacef00dfacef00dfacef00dfacef00dface';
const OK = JSON.stringify({ code: 0, message: 'OK', request_id: 'R1', data: {} });
const request: TrackRequest = {
  token: TOKEN,
  eventSource: 'web',
  eventSourceId: 'C4AAAAAAAAAAAAAAAAAA',
  testEventCode: null,
  items: ['{"event":"Purchase","event_id":"1"}', '{"event":"Search","event_id":"2"}'],
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A TikTok that answers as told; its address, and how to post to it. */
async function tiktok(listener: RequestListener, timeoutMs = 5000) {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { baseUrl, track: createEventsApi({ baseUrl, timeoutMs, fetch }) };
}

// https://business-api.tiktok.com/portal/docs?id=1771100865818625
describe('the request', () => {
  it('is a POST with the bare token in its own header', async () => {
    let seen: IncomingMessage | undefined;
    let body = '';
    const { track } = await tiktok(async (incoming, response) => {
      seen = incoming;
      body = await text(incoming);
      response.end(OK);
    });
    expect(await track(request)).toEqual({ kind: 'answer', status: 200, text: OK });
    expect(seen?.method).toBe('POST');
    expect(seen?.url).toBe('/open_api/v1.3/event/track/');
    expect(seen?.headers['access-token']).toBe(TOKEN);
    expect(seen?.headers.authorization).toBeUndefined();
    expect(seen?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toStrictEqual({
      event_source: 'web',
      event_source_id: 'C4AAAAAAAAAAAAAAAAAA',
      data: [
        { event: 'Purchase', event_id: '1' },
        { event: 'Search', event_id: '2' },
      ],
    });
  });

  it.each([
    { testEventCode: 'TEST12345', head: { test_event_code: 'TEST12345' }, reason: 'at the top level' },
    { testEventCode: null, head: {}, reason: 'left out, and no null, where there is none' },
    { testEventCode: '"},{', head: { test_event_code: '"},{' }, reason: 'cannot break the JSON' },
  ])('carries the test code $reason', ({ testEventCode, head }) => {
    const body = trackBody({
      ...request,
      eventSource: 'crm',
      eventSourceId: '73"',
      testEventCode,
      items: ['{}'],
    });
    expect(JSON.parse(body)).toStrictEqual({
      event_source: 'crm',
      event_source_id: '73"',
      ...head,
      data: [{}],
    });
  });

  it('keeps the stored items byte by byte', () => {
    const item = '{"event":"Purchase","value":10.10,"name":"\\u00e9"}';
    expect(trackBody({ ...request, items: [item, item] })).toContain(`"data":[${item},${item}]`);
  });
});

describe('answers', () => {
  it.each([200, 400, 401, 429, 500, 502])('hands on HTTP %i with its text', async (status) => {
    const { track } = await tiktok((_, response) => response.writeHead(status).end('<html>'));
    expect(await track(request)).toEqual({ kind: 'answer', status, text: '<html>' });
  });

  it('hands on an empty answer', async () => {
    const { track } = await tiktok((_, response) => response.writeHead(204).end());
    expect(await track(request)).toEqual({ kind: 'answer', status: 204, text: '' });
  });

  it('reads letters that two packets share', async () => {
    const bytes = Buffer.from('{"message":"é"}');
    const cut = bytes.indexOf(0xc3) + 1;
    const { track } = await tiktok((_, response) => {
      response.write(bytes.subarray(0, cut));
      setTimeout(() => response.end(bytes.subarray(cut)), 50);
    });
    expect(await track(request)).toMatchObject({ text: '{"message":"é"}' });
  });

  // Up to 1000 events a request: https://business-api.tiktok.com/portal/docs?id=1771101303285761
  it.each([
    { code: 20001, kind: 'accepted' },
    { code: 0, kind: 'accepted' },
    { code: 40002, kind: 'rejected' },
    { code: 40105, kind: 'unauthorised' },
  ])(
    'understands a $code that says a kilobyte and more about each of 1000 events',
    async ({ code, kind }) => {
      const failed = Array.from({ length: 1000 }, (_, index) => ({ index, message: 'é'.repeat(1200) }));
      const said = JSON.stringify({ code, message: 'm', request_id: 'R1', data: { failed } });
      const { track } = await tiktok((_, response) => response.end(said));
      const reply = await track(request);
      expect(judge(reply)).toMatchObject({ kind });
      expect(JSON.stringify(judge(reply)).length).toBeLessThan(2500);
    },
  );

  it('does not read an answer without end', async () => {
    let left = false;
    const { track } = await tiktok((_, response) => {
      response.on('close', () => {
        left = true;
      });
      const more = () => {
        while (!left && response.write('x'.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    });
    const reply = await track(request);
    // 4 MiB and the last packet.
    expect(reply.kind === 'answer' && reply.text.length).toBeLessThan(4.25 * 1024 * 1024);
    await expect.poll(() => left).toBe(true);
  });
});

describe('what goes wrong is a reply too', () => {
  it('nobody listens', async () => {
    const { track, baseUrl } = await tiktok((_, response) => response.end());
    servers.splice(0).forEach((server) => void server.close());
    expect(await track(request)).toEqual({
      kind: 'unreachable',
      reason: `TikTok was not reached: connect ECONNREFUSED ${baseUrl.slice('http://'.length)}`,
    });
  });

  it.each([
    { name: 'no answer in time', listener: () => undefined },
    {
      name: 'an answer that stops half-way',
      listener: (_: IncomingMessage, response: { write(text: string): boolean }) =>
        void response.write('{"code"'),
    },
  ])('$name', async ({ listener }) => {
    const { track } = await tiktok(listener as RequestListener, 200);
    const started = performance.now();
    expect(await track(request)).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('timeout'),
    });
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it.each([
    { name: 'before the answer', write: '' },
    { name: 'in its middle', write: '{"code":0' },
  ])('a reset $name', async ({ write }) => {
    const { track } = await tiktok((incoming, response) => {
      if (write) response.write(write);
      setTimeout(() => incoming.socket.resetAndDestroy(), 50);
    });
    expect(await track(request)).toMatchObject({ kind: 'unreachable' });
  });

  it.each([301, 302, 307, 308])(
    'a redirect (%i) is not followed: it would carry the token away',
    async (status) => {
      let followed = 0;
      const elsewhere = await tiktok((_, response) => {
        followed += 1;
        response.end(OK);
      });
      const { track } = await tiktok((_, response) => {
        response.writeHead(status, { location: `${elsewhere.baseUrl}/open_api/v1.3/event/track/` }).end();
      });
      expect(await track(request)).toMatchObject({ kind: 'unreachable' });
      expect(followed).toBe(0);
    },
  );
});

describe('the token never comes back', () => {
  it('in an answer that repeats it', async () => {
    const { track } = await tiktok((incoming, response) => {
      response.end(JSON.stringify({ code: 40105, message: `bad ${incoming.headers['access-token']}` }));
    });
    const reply = await track(request);
    expect(JSON.stringify(reply)).not.toContain(TOKEN);
    expect(reply).toMatchObject({ text: '{"code":40105,"message":"bad [token]"}' });
  });

  const AWKWARD = 'Ab/7f"3a\\9c';
  it.each([
    { written: 'Ab/7f\\"3a\\\\9c', reason: 'what JSON has to escape' },
    { written: 'Ab\\/7f\\"3a\\\\9c', reason: 'slashes behind a backslash, as PHP writes them' },
    { written: 'Ab\\u002F7f\\u00223a\\u005c\\u0039\\u0063', reason: 'characters by their numbers' },
  ])('in an answer that writes it otherwise: $reason', async ({ written }) => {
    const json = `{"code":40105,"message":"bad ${written}"}`;
    expect(JSON.parse(json).message, 'it is the token').toBe(`bad ${AWKWARD}`);
    const { track } = await tiktok((_, response) => response.end(json));
    expect(await track({ ...request, token: AWKWARD })).toMatchObject({
      text: '{"code":40105,"message":"bad [token]"}',
    });
  });

  it.each([
    { token: `${TOKEN}\n${TOKEN}`, reason: 'a line break, which no header may hold' },
    { token: `${TOKEN}€`, reason: 'a sign that no header may hold' },
  ])('in the reason why it could not be sent: $reason', async ({ token }) => {
    const { track } = await tiktok((_, response) => response.end(OK));
    const reply = await track({ ...request, token });
    expect(reply.kind).toBe('unreachable');
    expect(JSON.stringify(reply)).not.toContain(TOKEN);
  });

  it('in the words of a network that fails', async () => {
    const failing = () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error(`lost ${TOKEN}`) }));
    const track = createEventsApi({ baseUrl: 'https://tiktok.example', timeoutMs: 1000, fetch: failing });
    expect(await track(request)).toEqual({
      kind: 'unreachable',
      reason: 'TikTok was not reached: lost [token]',
    });
  });

  it.each([{ error: 'a text' }, { error: undefined }, { error: new Error('') }])(
    'and anything that is thrown becomes a reply: $error',
    async ({ error }) => {
      const failing = () => Promise.reject(error);
      const track = createEventsApi({ baseUrl: 'https://tiktok.example', timeoutMs: 1000, fetch: failing });
      expect(await track(request)).toMatchObject({ kind: 'unreachable' });
    },
  );
});
