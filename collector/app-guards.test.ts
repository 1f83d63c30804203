import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import { createPageWatch } from './dashboard/pages.ts';
import { createHealth } from './http/health.ts';
import { createTagFiles } from './http/tag-files.ts';

/** Who gets in, and what everybody else is told. Whoever gets in is counted, and nothing is stored. */

const SITE = 'https://shop.example';
const KEY = 'server-key-0123456789';
const ADMIN = 'admin-token-0123456789';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const keyed = { Authorization: `Bearer ${KEY}`, ...JSON_TYPE };
const page = { Origin: SITE, 'Content-Type': 'text/plain' };
const admin = { Authorization: `Bearer ${ADMIN}` };

let server: Server;
let adminless: Server;
let ingested = 0;
let canWrite = true;
const errors: unknown[] = [];

async function start(adminToken: string | undefined): Promise<Server> {
  const app = createApp({
    config: {
      SITE_ORIGINS: [SITE],
      SERVER_KEYS: [KEY],
      ADMIN_TOKEN: adminToken,
      TRUST_PROXY: [],
      COLLECT_PATH: '/assets/c',
      COOKIE_DAYS: 30,
      RENEW_TTP: false,
      GPC: 'limit',
      pixels: [],
    },
    async ingest(events) {
      ingested += events.length;
      return events.map(() => 'stored');
    },
    store: { recent: async () => [], replay: async () => [] },
    relay: { wake: () => undefined, pixels: () => [], resume: () => [] },
    health: createHealth({ check: () => (canWrite ? Promise.resolve() : Promise.reject(new Error('full'))) }),
    tag: createTagFiles(
      new Map([
        ['', 'tag()'],
        ['consent-mode', 'addOn()'],
      ]),
      { version: '1.2.3', movingPath: '/assets/t.js', linkDomains: [] },
    ),
    pages: createPageWatch([], () => undefined),
    now: () => 0,
    onError: (error) => errors.push(error),
  });
  const listening = createServer(app).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return listening;
}

beforeAll(async () => {
  server = await start(ADMIN);
  adminless = await start(undefined);
});

afterAll(() => {
  for (const each of [server, adminless]) {
    each.closeAllConnections();
    each.close();
  }
  expect(errors, 'nothing that a client does is an error of ours').toEqual([]);
});

beforeEach(() => {
  ingested = 0;
});

const port = () => (server.address() as AddressInfo).port;

/** Node's own request: `fetch` does not let a test write an Origin, nor a path that is no URL. */
async function ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body = '') {
  const request = httpRequest({ port: port(), host: '127.0.0.1', method, path, headers, agent: false });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

const serverBody = JSON.stringify({ events: [{ event: 'Purchase' }] });
const pageBody = JSON.stringify({ v: 1, sent_at: 0, events: [{ event: 'Purchase', event_id: 'a' }] });

describe('/v1/events', () => {
  it('lets in who has the key', async () => {
    expect((await ask('POST', '/v1/events', keyed, serverBody)).status).toBe(202);
    expect(ingested).toBe(1);
  });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{}, 'no key'],
    [{ Authorization: 'Bearer server-key-9876543210' }, 'a wrong key'],
    [{ Authorization: `Bearer ${KEY}1` }, 'a longer key'],
    [{ Authorization: 'Bearer s' }, 'a shorter key'],
    [{ Authorization: `Basic ${btoa(`${KEY}:`)}` }, 'another scheme'],
    [{ Authorization: `Bearer ${ADMIN}` }, 'the key of another door'],
    [{ Origin: SITE }, 'a page: keys do not belong into pages'],
  ])('answers 401 to %j (%s)', async (headers) => {
    const answer = await ask('POST', '/v1/events', { ...JSON_TYPE, ...headers }, serverBody);
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'unauthorised' } });
    expect(answer.text).not.toContain('server-key');
    expect(ingested).toBe(0);
  });

  it('asks for the key before it reads anything', async () => {
    expect((await ask('POST', '/v1/events', {}, 'not JSON, and of no type')).status).toBe(401);
  });
});

describe('/collect', () => {
  it('lets in the site, under a name of its own choice', async () => {
    const answer = await ask('POST', '/assets/c', page, pageBody);
    expect(answer.status).toBe(202);
    expect(answer.headers['access-control-allow-origin']).toBe(SITE);
    expect(answer.headers['access-control-allow-credentials']).toBe('true');
    expect(ingested).toBe(1);
  });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{ Origin: 'https://evil.example' }, 'another origin'],
    [{ Origin: 'null' }, 'a sandboxed frame'],
    [{}, 'no origin'],
    [{ Authorization: `Bearer ${KEY}` }, 'a server: it has a door of its own'],
  ])('answers 403 to %j, and to its preflight (%s)', async (headers) => {
    for (const method of ['POST', 'OPTIONS']) {
      const answer = await ask(
        method,
        '/assets/c',
        { ...JSON_TYPE, ...headers },
        method === 'POST' ? pageBody : '',
      );
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'origin_not_allowed' } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(ingested).toBe(0);
  });

  // https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
  it('answers a preflight with 204 for the origin that asks, with credentials, never for "*"', async () => {
    const answer = await ask('OPTIONS', '/assets/c', {
      Origin: SITE,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': SITE,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'Content-Type',
    });
    expect(answer.headers.vary).toContain('Origin');
  });

  it('lets the page read a refusal too', async () => {
    const answer = await ask('POST', '/assets/c', page, 'not JSON');
    expect(answer.status).toBe(400);
    expect(answer.headers['access-control-allow-origin']).toBe(SITE);
  });
});

describe('a body of 10 MB, while it is still being sent', () => {
  const TEN_MB = 10_000_000;

  it('a client with fetch reads the 413', async () => {
    const answer = await fetch(`http://127.0.0.1:${port()}/v1/events`, {
      method: 'POST',
      headers: keyed,
      body: ' '.repeat(TEN_MB),
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: 'too_large' } });
  });

  it('a client that sends all of it before it reads, reads the 413', async () => {
    const socket = connect(port(), '127.0.0.1');
    const failures: Error[] = [];
    socket.on('error', (error) => failures.push(error)).pause();
    socket.write(
      `POST /v1/events HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer ${KEY}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${TEN_MB}\r\n\r\n`,
    );
    const part = ' '.repeat(TEN_MB / 100);
    for (let sent = 0; sent < TEN_MB; sent += part.length) {
      await new Promise<void>((taken) => socket.write(part, () => taken()));
    }
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"too_large"');
    expect(failures).toEqual([]);
  });
});

describe('routes', () => {
  it.each([
    ['GET', '/', 404, 'not_found', 'no page'],
    ['GET', '/nowhere', 404, 'not_found', 'unknown'],
    ['GET', '/tag.js', 404, 'not_found', 'the default name, where another was chosen'],
    ['GET', '/assets/t-1.2.2.js', 404, 'not_found', 'another version'],
    ['GET', '/assets/t.tcf.js', 404, 'not_found', 'an add-on that was not built'],
    ['GET', '/assets/../../etc/passwd', 404, 'not_found', 'outside'],
    ['GET', '/v1/events', 404, 'not_found', 'a method that it does not have'],
    ['PUT', '/v1/events', 404, 'not_found', 'another'],
    ['GET', '/assets/c', 404, 'not_found', 'a method that it does not have'],
    ['POST', '/health/live', 404, 'not_found', 'a method that it does not have'],
    ['GET', '/%zz', 400, 'invalid_path', 'not valid percent-encoding'],
    ['GET', '/assets/%E0%A4%A', 400, 'invalid_path', 'half a character'],
  ])('%s %s: %i %s (%s)', async (method, path, status, code) => {
    const answer = await ask(method, path, { ...keyed, Origin: SITE });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code } });
    expect(answer.text).not.toMatch(/passwd|\.ts:\d+|node_modules/);
  });

  it.each([
    ['/assets/t.js', 200, 'tag()'],
    ['/assets/t-1.2.3.js', 200, 'tag()'],
    ['/assets/t.consent-mode.js', 200, 'addOn()'],
    ['/assets/t.consent-mode-1.2.3.js', 200, 'addOn()'],
    ['/health/live', 200, '{"status":"live"}'],
    ['/health/ready', 200, '{"status":"ready"}'],
  ])('GET %s: %i %s', async (path, status, body) => {
    const answer = await ask('GET', path);
    expect([answer.status, answer.text]).toEqual([status, body]);
  });

  it('is not ready while the store cannot write, and alive all the same', async () => {
    canWrite = false;
    try {
      expect((await ask('GET', '/health/ready')).status).toBe(503);
      expect((await ask('GET', '/health/live')).status).toBe(200);
    } finally {
      canWrite = true;
    }
  });

  // https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
  it.each([['/health/live'], ['/nowhere'], ['/assets/t.js'], ['/v1/events']])(
    '%s has the headers that browsers are told to be strict by',
    async (path) => {
      const { headers } = await ask(path === '/v1/events' ? 'POST' : 'GET', path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'cross-origin-resource-policy': 'cross-origin',
      });
      expect(headers['strict-transport-security']).toMatch(/^max-age=\d{7,}/);
      expect(headers).not.toHaveProperty('x-powered-by');
    },
  );
});

describe.each([
  ['/dashboard/events', '{"events":[]}'],
  ['/dashboard/pages', '{"pages":[]}'],
])('%s', (path, nothing) => {
  it('is for who has the admin token', async () => {
    const answer = await ask('GET', path, admin);
    expect([answer.status, answer.text]).toEqual([200, nothing]);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{}, 'no token'],
    [{ Authorization: 'Bearer admin-token-9876543210' }, 'a wrong token'],
    [{ Authorization: `Bearer ${KEY}` }, 'the key of a server'],
    [{ Cookie: `token=${ADMIN}` }, 'the token in another place'],
  ])('answers 401 to %j (%s)', async (headers) => {
    const answer = await ask('GET', path, headers);
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain(ADMIN);
  });

  it('is closed to everybody where no token is set', async () => {
    const { port: closed } = adminless.address() as AddressInfo;
    for (const headers of [{}, { Authorization: 'Bearer ' }, admin]) {
      const answer = await fetch(`http://127.0.0.1:${closed}${path}`, { headers });
      expect(answer.status).toBe(401);
    }
  });
});
