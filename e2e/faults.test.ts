import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type CollectorProcess, startCollector } from './collector-process.ts';
import { type Simulator, startSimulator } from './simulator/simulator.ts';

/** A disk, a file and a TikTok that fail the real process: no false 2xx, and it goes on by itself. */

const PIXEL = 'C4TEST00000000000000';
const KEY = 'server-key-5b1d0c9e77';
const ADMIN = 'admin-token-2f8e6a4431';
const SITE = 'https://shop.example';
const EACH = { timeout: 20_000, interval: 20 };

const folder = mkdtempSync(join(tmpdir(), 'clickthread-faults-'));
let simulator: Simulator;
let collector: CollectorProcess | undefined;
const undo: (() => void)[] = [];

beforeAll(async () => {
  simulator = await startSimulator({ pixels: [{ code: PIXEL, token: 'token-of-the-test' }] });
});
afterEach(async () => {
  await collector?.kill('SIGKILL');
  collector = undefined;
  simulator.setBehaviour({});
  for (const each of undo.splice(0)) each();
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

let lastFile = 0;
const newFile = () => join(folder, `${++lastFile}`, 'clickthread.db');

async function start(file: string, settings: Readonly<Record<string, string>> = {}) {
  collector = await startCollector({
    TIKTOK_PIXEL_CODE: PIXEL,
    TIKTOK_ACCESS_TOKEN: 'token-of-the-test',
    TIKTOK_API_URL: simulator.url,
    PORT: '0',
    DATABASE_URL: `sqlite:${file}`,
    SERVER_KEYS: KEY,
    ADMIN_TOKEN: ADMIN,
    SITE_ORIGINS: SITE,
    ...settings,
  });
  return collector;
}

let lastId = 0;
/** Posts a new event; those that were acknowledged are to be delivered, whatever happens. */
async function post({ url }: CollectorProcess, acknowledged: string[], length = 10): Promise<Response> {
  const id = `fault-${++lastId}`;
  const event = {
    event: 'Purchase',
    event_id: id,
    page: { url: SITE },
    user: { user_agent: 'Mozilla/5.0' },
    properties: { description: 'x'.repeat(length) },
  };
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ events: [event] }),
  });
  if (answer.status === 202) acknowledged.push(id);
  return answer;
}

const readiness = async ({ url }: CollectorProcess) => (await fetch(`${url}/health/ready`)).status;

async function expectDelivered(ids: readonly string[]): Promise<void> {
  const counted = () => new Set(simulator.ledger.events().map(({ event_id }) => event_id));
  await vi.waitFor(() => expect(ids.filter((id) => !counted().has(id))).toEqual([]), EACH);
}

async function expectRefused(running: CollectorProcess, acknowledged: string[]): Promise<void> {
  const answer = await post(running, acknowledged);
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await readiness(running)).toBe(503);
  expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
}

async function expectRecovered(running: CollectorProcess, acknowledged: string[]): Promise<void> {
  await vi.waitFor(async () => expect((await post(running, acknowledged)).status).toBe(202), EACH);
  await vi.waitFor(async () => expect(await readiness(running)).toBe(200), EACH);
  expect(running.stdout()).toMatch(
    /"msg":"the store takes nothing.*[\s\S]*"msg":"the store takes events again"/,
  );
  await expectDelivered(acknowledged);
}

/** Limits the size of files that the process may write, as a quota would; anybody may raise it up to the old one. */
const limitFiles = (pid: number, bytes: number | string) =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);

const canLimit = process.platform === 'linux' && succeeds(() => execFileSync('prlimit', ['--version']));

function succeeds(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

it.runIf(canLimit)('a file that may not grow: 503, not ready, and all is well again afterwards', async () => {
  const acknowledged: string[] = [];
  const running = await start(newFile());
  expect((await post(running, acknowledged)).status).toBe(202);
  limitFiles(running.pid, 1);
  await expectRefused(running, acknowledged);
  expect(running.stdout()).toContain('the disk does not do what it is told: look at its quota');
  limitFiles(running.pid, 'unlimited');
  await expectRecovered(running, acknowledged);
});

/** A disk of four megabytes, where the machine lets us have one. */
function mountSmallDisk(): string | undefined {
  const path = mkdtempSync(join(folder, 'disk-'));
  const mount = () =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path], { stdio: 'ignore' });
  if (!succeeds(mount)) return undefined;
  undo.push(() => execFileSync('umount', ['-l', path]));
  return path;
}

it('a full disk: 503, not ready, and all that was acknowledged is delivered when there is room', async (context) => {
  const disk = mountSmallDisk();
  if (!disk) return context.skip('only root may mount a small disk');
  const acknowledged: string[] = [];
  const running = await start(join(disk, 'clickthread.db'));
  const ballast = join(disk, 'ballast');
  expect((await post(running, acknowledged)).status).toBe(202);
  expect(succeeds(() => writeFileSync(ballast, Buffer.alloc(5_000_000)))).toBe(false);

  // The log has some room of its own, maybe.
  await vi.waitFor(async () => expect((await post(running, acknowledged, 2000)).status).toBe(503), EACH);
  await expectRefused(running, acknowledged);
  expect(running.stdout()).toContain('the disk is full: make room');
  rmSync(ballast);
  await expectRecovered(running, acknowledged);
});

it('a file that is removed: the process ends by itself, and the next one delivers all that was acknowledged', async () => {
  // Nothing goes out at first, so that all of it is still to be delivered.
  simulator.setBehaviour({ html502: true });
  const acknowledged: string[] = [];
  const file = newFile();
  const running = await start(file);
  for (let count = 0; count < 20; count++) await post(running, acknowledged);
  expect(acknowledged).toHaveLength(20);
  // What the relay has in hand would have to wait for the end of its lease.
  const tried = () =>
    [...running.stdout().matchAll(/"events":(\d+).*"not delivered"/g)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
  await vi.waitFor(() => expect(tried()).toBeGreaterThanOrEqual(20), EACH);
  rmSync(file);
  expect((await post(running, acknowledged).catch(() => undefined))?.status).not.toBe(202);
  expect(await running.exited()).toBe(1);
  expect(running.stdout()).toMatch(
    /was removed or replaced while it was in use; all that was stored is back/,
  );

  simulator.setBehaviour({});
  await start(file);
  await expectDelivered(acknowledged);
});

it('a queue that has reached its limit: 503, not ready, until TikTok has taken some', async () => {
  simulator.setBehaviour({ html502: true });
  const acknowledged: string[] = [];
  const running = await start(newFile(), { MAX_QUEUE_EVENTS: '5' });
  for (let count = 0; count < 5; count++) expect((await post(running, acknowledged)).status).toBe(202);
  await expectRefused(running, acknowledged);
  expect(running.stdout()).toContain('5 events wait for delivery, which MAX_QUEUE_EVENTS allows no more of');
  simulator.setBehaviour({});
  await expectRecovered(running, acknowledged);
});

it('more requests than the limits allow: 429, and other clients and keys go on', async () => {
  const running = await start(newFile(), {
    RATE_LIMIT_CLIENT: '2',
    RATE_LIMIT_KEY: '3',
    SERVER_KEYS: `${KEY},another-key-0123456789`,
    TRUST_PROXY: 'loopback',
  });
  const statusOf = async (path: string, headers: Readonly<Record<string, string>>, body: object) => {
    const answer = await fetch(running.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    return answer.status;
  };
  const fromPage = (client: string) =>
    statusOf(
      '/collect',
      { Origin: SITE, 'Content-Type': 'text/plain', 'X-Forwarded-For': client },
      { v: 1, sent_at: 0, page: { url: SITE }, events: [{ event: 'Search', event_id: `limit-${++lastId}` }] },
    );
  const withKey = (key: string) =>
    statusOf(
      '/v1/track',
      { Authorization: `Bearer ${key}` },
      { event: 'Search', context: { page: { url: SITE } } },
    );

  const inTurn = async (ask: (who: string) => Promise<number>, ...who: string[]) => {
    const statuses: number[] = [];
    for (const each of who) statuses.push(await ask(each));
    return statuses;
  };
  const [one, other] = ['198.51.100.7', '198.51.100.8'];
  expect(await inTurn(fromPage, one, one, one, other)).toEqual([202, 202, 429, 202]);
  const network = (host: string) => `2001:db8:1:2::${host}`;
  expect(await inTurn(fromPage, network('1'), network('2'), network('3'))).toEqual([202, 202, 429]);
  const statuses = await inTurn(withKey, KEY, KEY, KEY, KEY, 'another-key-0123456789');
  expect(statuses.map((status) => status === 429)).toEqual([false, false, false, true, false]);
});

it('what is measured can be read by who has the token, and tells what has happened', async () => {
  const acknowledged: string[] = [];
  const running = await start(newFile());
  await post(running, acknowledged);
  await expectDelivered(acknowledged);
  const scrape = async () =>
    (await fetch(`${running.url}/metrics`, { headers: { Authorization: `Bearer ${ADMIN}` } })).text();
  await vi.waitFor(
    async () => expect(await scrape()).toContain('clickthread_events_delivered_total 1\n'),
    EACH,
  );
  const text = await scrape();
  for (const line of [
    'clickthread_events_received_total 1',
    'clickthread_events_stored_total 1',
    'clickthread_web_events_stored_total{click_id="absent"} 1',
    'clickthread_requests_total{route="events",status="202"} 1',
    'clickthread_ingest_duration_seconds_count{route="events"} 1',
    'clickthread_tiktok_request_duration_seconds_count 1',
    'clickthread_queue_events 0',
    'clickthread_store_errors_total{operation="append"} 0',
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
  expect(text).toContain('nodejs_eventloop_lag_max_seconds');
  expect(text).not.toMatch(/token-of-the-test|server-key|admin-token/);
});
