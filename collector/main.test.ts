import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CollectorProcess, runCollector, startCollector } from '../e2e/collector-process.ts';
import type { LoggedRequest } from '../e2e/simulator/events-api.ts';
import { type Simulator, startSimulator } from '../e2e/simulator/simulator.ts';

/** The real process: how it starts, what it writes down, and how it ends. Needs dist/tag.js. */

const PIXEL = 'C4TEST00000000000000';
const TOKEN = 'access-token-7f3a9c51e2';
const KEY = 'server-key-5b1d0c9e77';
const ADMIN = 'admin-token-2f8e6a4431';
const SITE = 'https://shop.example';

const folder = mkdtempSync(join(tmpdir(), 'clickthread-main-'));
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ pixels: [{ code: PIXEL, token: TOKEN }] });
});

afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

let lastFolder = 0;
/** Variables of a collector with a database of its own. */
function environment() {
  lastFolder += 1;
  const data = join(folder, `data-${lastFolder}`);
  const variables = {
    TIKTOK_PIXEL_CODE: PIXEL,
    TIKTOK_ACCESS_TOKEN: TOKEN,
    TIKTOK_API_URL: simulator.url,
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: `sqlite:${join(data, 'clickthread.db')}`,
    SITE_ORIGINS: SITE,
    SERVER_KEYS: KEY,
    ADMIN_TOKEN: ADMIN,
    LOG_LEVEL: 'debug',
  };
  return { data, variables };
}

/** Posts to `/v1/events` with the key; anything but a string becomes JSON. */
const post = (url: string, body: unknown, headers = {}) =>
  fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const purchase = (fields: object) => ({
  event: 'Purchase',
  page: { url: `${SITE}/` },
  user: { user_agent: 'Mozilla/5.0' },
  ...fields,
});

const statusOf = async (url: string) => (await fetch(url)).status;

describe('a start that cannot be', () => {
  const STACK_TRACE = /^\s+at .+:\d+:\d+/m;

  it('for its configuration names every fault, and no secret', async () => {
    const { code, stderr, stdout } = await runCollector({
      PORT: 'http',
      SITE_ORIGINS: 'shop.example',
      TIKTOK_ACCESS_TOKEN: 'a token with blanks',
      TRUST_PROXY: 'everybody',
    });
    expect(code).toBe(1);
    for (const name of ['TIKTOK_PIXEL_CODE', 'TIKTOK_ACCESS_TOKEN', 'PORT', 'SITE_ORIGINS', 'TRUST_PROXY']) {
      expect(stderr).toMatch(new RegExp(`^ +- ${name}\\b.*: `, 'm'));
    }
    expect(stderr + stdout).not.toMatch(/a token with blanks/);
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  it('names both required variables where nothing is set', async () => {
    const { code, stderr } = await runCollector({});
    expect(code).toBe(1);
    expect(stderr).toMatch(/TIKTOK_PIXEL_CODE: not set[\s\S]*TIKTOK_ACCESS_TOKEN: not set/);
  });

  it('on an older Node says which it needs, before anything else', async () => {
    const older = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})`;
    const { code, stderr } = await runCollector({
      NODE_OPTIONS: `--import=data:text/javascript,${older}`,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^clickthread: Node 24 or newer is needed, and this is 20\.20\.2: /);
  });

  it('on a port that another process has, says which', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    const { code, stderr } = await runCollector({ ...environment().variables, PORT: port });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`cannot listen on 127\\.0\\.0\\.1:${port}.*EADDRINUSE`));
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  const file = join(folder, 'a-file');
  const directory = join(folder, 'a-directory');
  const foreign = join(folder, 'foreign.db');
  mkdirSync(directory);
  writeFileSync(file, '');
  writeFileSync(foreign, 'This is a letter, and no database.\n'.repeat(100));
  it.each([
    [join(file, 'clickthread.db'), 'its folder is a file'],
    [directory, 'it is a folder'],
    [foreign, 'it is another kind of file'],
  ])('on the database %s says why (%s)', async (path) => {
    const { code, stderr } = await runCollector({
      ...environment().variables,
      DATABASE_URL: `sqlite:${path}`,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('DATABASE_URL');
    expect(stderr).not.toMatch(STACK_TRACE);
    expect(readFileSync(foreign, 'utf8'), 'and changes nothing').toMatch(/^This is a letter/);
  });
});

describe('a running collector', () => {
  let collector: CollectorProcess;
  let dataFolder: string;

  beforeAll(async () => {
    const { data, variables } = environment();
    dataFolder = data;
    collector = await startCollector(variables);
  });

  afterAll(async () => {
    await collector.kill();
  });

  it('makes the folder of its database, lives, and is ready', async () => {
    expect(readdirSync(dataFolder)).toContain('clickthread.db');
    expect(await statusOf(`${collector.url}/health/live`)).toBe(200);
    expect(await statusOf(`${collector.url}/health/ready`)).toBe(200);
  });

  it('serves dist/tag.js with the integrity that it has logged', async () => {
    const line =
      collector
        .stdout()
        .split('\n')
        .find((each) => each.includes('"listening"')) ?? '';
    const { tag, integrity } = JSON.parse(line) as { tag: string; integrity: string };
    const built = readFileSync(new URL('../dist/tag.js', import.meta.url));
    for (const path of ['/tag.js', tag]) {
      const served = Buffer.from(await (await fetch(collector.url + path)).arrayBuffer());
      expect(served.equals(built), path).toBe(true);
      // https://www.w3.org/TR/SRI/#integrity-metadata-description
      expect(integrity).toBe(`sha384-${createHash('sha384').update(served).digest('base64')}`);
    }
  });

  it('writes no e-mail address, number, id, token or key down, and sends none to TikTok', async () => {
    const { url } = collector;
    const email = 'Jane.Doe@mail.example';
    const phone = '+12133734253';
    const user = { email, phone, external_id: 'customer-4711' };
    const address = `${SITE}/thanks?email=${email}&again=jane.doe%40mail.example&tel=%2B12133734253#${email}`;
    const properties = { description: `for ${email}, ${phone}`, search_string: email, query: phone };
    const pageEvent = { event: 'Contact', event_id: 'privacy-2', properties };
    const fromPage = (body: object) =>
      fetch(`${url}/collect`, {
        method: 'POST',
        headers: { Origin: SITE, 'Content-Type': 'text/plain', Referer: address },
        body: JSON.stringify({ v: 1, sent_at: Date.now(), ...body }),
      });

    const statuses = [
      await post(url, {
        events: [
          purchase({
            event_id: 'privacy-1',
            user: { ...user, visitor_id: email, ttclid: 'E.C.P.click-1' },
            properties,
            page: { url: address, referrer: address },
          }),
          purchase({ event_id: 'privacy-x', user: { mail: email } }),
          purchase({ event_id: 'privacy-y', user, event_time: email }),
          purchase({ event_id: 'privacy-z', user, properties: { value: phone } }),
        ],
      }),
      await fromPage({
        user,
        page: { url: address },
        visitor: email,
        ttclid: 'E.C.P.click-2',
        events: [pageEvent],
      }),
      await fromPage({ user, [email]: 1, events: [pageEvent] }),
      await post(url, `{"events":[{"user":{"email":"${email}","phone":"${phone}`),
      await post(url, { events: [], user }),
      await post(url, { events: [purchase({ user })] }, { Authorization: `Bearer ${KEY}-${email}` }),
      await fetch(`${url}/unsubscribe/${email}?phone=${phone}&key=${KEY}`),
      await fetch(`${url}/%zz?email=${email}`),
      await fetch(`${url}/dashboard/events?email=${email}`, {
        headers: { Authorization: `Bearer ${ADMIN}` },
      }),
    ].map((answer) => answer.status);
    expect(statuses).toEqual([202, 202, 400, 400, 400, 401, 404, 400, 200]);

    await vi.waitFor(() => expect(simulator.ledger.events()).toHaveLength(2), {
      timeout: 15_000,
      interval: 20,
    });
    const asked = await fetch(`${simulator.url}/simulator/requests`);
    const requests = (await asked.json()) as LoggedRequest[];
    expect(
      requests.map(({ token }) => token),
      'the token travels in its own header',
    ).toContain('known');

    const secrets =
      /jane\.doe|mail\.example|2133734253|customer-4711|access-token-|server-key-|admin-token-/i;
    expect(JSON.stringify(requests)).not.toMatch(secrets);
    const searched = () =>
      readdirSync(dataFolder).map((name) => [name, readFileSync(join(dataFolder, name), 'latin1')] as const);
    const running = searched();
    expect(running.map(([name]) => name)).toContain('clickthread.db-wal');

    expect(await collector.kill()).toBe(0);
    expect(collector.stdout()).not.toMatch(secrets);
    const all = [...running, ...searched()];
    for (const [name, bytes] of all) expect(secrets.exec(bytes)?.[0], name).toBeUndefined();
    // The search finds what is there: https://www.rfc-editor.org/rfc/rfc6234 of the address in lower case.
    const hashed = createHash('sha256').update(email.toLowerCase()).digest('hex');
    expect(all.some(([, bytes]) => bytes.includes(hashed))).toBe(true);
  });
});

describe('SIGTERM', () => {
  it('says "not ready" while it still listens, finishes what is under way, and ends with 0', async () => {
    const { variables } = environment();
    const collector = await startCollector(variables);
    const { url, port } = collector;

    // A request that is half sent; "100 Continue" says that the collector has begun to read it.
    const body = JSON.stringify({ events: [purchase({ event_id: 'under-way' })] });
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.write(
      `POST /v1/events HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer ${KEY}\r\nExpect: 100-continue\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 20)}`,
    );
    await vi.waitFor(() => expect(answer).toContain('100 Continue'));

    const gone = collector.kill();
    const each = { timeout: 5000, interval: 10 };
    await vi.waitFor(() => expect(collector.stdout()).toContain('"draining"'), each);
    const [ready, live, late] = await Promise.all([
      statusOf(`${url}/health/ready`),
      statusOf(`${url}/health/live`),
      post(url, { events: [purchase({ event_id: 'late' })] }),
    ]);
    expect(ready).toBe(503);
    expect(live, 'draining is not dying').toBe(200);
    expect(late.status, 'what comes before the load balancer has noticed').toBe(202);
    expect(late.headers.get('connection')).toBe('close');

    await vi.waitFor(() => expect(statusOf(`${url}/health/ready`)).rejects.toThrow(), each);
    socket.write(body.slice(20));
    await vi.waitFor(() => expect(answer).toMatch(/HTTP\/1\.1 202 [\s\S]*"accepted":1/), each);
    expect(await gone).toBe(0);
    expect(collector.stdout()).toContain('"msg":"stopped"');
    socket.destroy();

    const next = await startCollector(variables);
    const stored = await fetch(`${next.url}/dashboard/events`, {
      headers: { Authorization: `Bearer ${ADMIN}` },
    });
    const { events } = (await stored.json()) as { events: { event_id: string }[] };
    expect(events.map(({ event_id }) => event_id).sort()).toEqual(['late', 'under-way']);
    expect(await next.kill('SIGINT'), 'Ctrl+C is the same').toBe(0);
  });
});
