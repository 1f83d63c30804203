import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type CollectorProcess, startCollector } from '../e2e/collector-process.ts';
import { type Simulator, startSimulator } from '../e2e/simulator/simulator.ts';

/** What settings do in the real process, as the browser, TikTok and the log see it. Needs dist/tag.js. */

const PIXEL = 'C4TEST00000000000000';
const TOKEN = 'access-token-7f3a9c51e2';
const SITE = 'https://shop.example';
const DIST = new URL('../dist/', import.meta.url);
const EACH = { timeout: 15_000, interval: 20 };

const folder = mkdtempSync(join(tmpdir(), 'clickthread-settings-'));
let simulator: Simulator;
let collector: CollectorProcess | undefined;

beforeAll(async () => {
  simulator = await startSimulator({ pixels: [{ code: PIXEL, token: TOKEN }] });
});
afterEach(async () => {
  await collector?.kill();
  collector = undefined;
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

let lastFile = 0;
async function start(settings: Readonly<Record<string, string>> = {}): Promise<CollectorProcess> {
  lastFile += 1;
  collector = await startCollector({
    TIKTOK_PIXEL_CODE: PIXEL,
    TIKTOK_ACCESS_TOKEN: TOKEN,
    TIKTOK_API_URL: simulator.url,
    PORT: '0',
    DATABASE_URL: `sqlite:${join(folder, `${lastFile}.db`)}`,
    SITE_ORIGINS: SITE,
    ...settings,
  });
  return collector;
}

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly tag: string;
  readonly integrity: string;
  readonly files: Readonly<Record<string, string>>;
  readonly pixels?: readonly string[];
}

const logged = ({ stdout }: CollectorProcess) =>
  stdout()
    .split('\n')
    .flatMap((line) => (line ? [JSON.parse(line) as Line] : []));

const get = async ({ url }: CollectorProcess, path: string) => (await fetch(url + path)).text();

const collect = ({ url }: CollectorProcess, body: object) =>
  fetch(`${url}/collect`, {
    method: 'POST',
    headers: { Origin: SITE, 'Content-Type': 'text/plain' },
    body: JSON.stringify({ v: 1, sent_at: Date.now(), page: { url: `${SITE}/` }, ...body }),
  });

it('every bundle that was built is served, moving and frozen, under the integrity that is logged', async () => {
  const running = await start();
  const [{ files, tag, integrity } = {} as Line] = logged(running);
  const version = /^\/tag-(.+)\.js$/.exec(tag)?.[1];
  const built = readdirSync(DIST).filter((name) => /^tag(\.[a-z][a-z0-9-]*)?\.js$/.test(name));
  expect(Object.keys(files).sort()).toEqual(
    built.map((name) => `/${name.replace(/\.js$/, `-${version}.js`)}`).sort(),
  );
  expect(files[tag]).toBe(integrity);
  for (const name of built) {
    const source = readFileSync(new URL(name, DIST), 'utf8');
    const frozen = `/${name.replace(/\.js$/, `-${version}.js`)}`;
    expect(await get(running, `/${name}`), name).toBe(source);
    expect(await get(running, frozen), frozen).toBe(source);
    // https://www.w3.org/TR/SRI/#integrity-metadata-description
    expect(files[frozen]).toBe(`sha384-${createHash('sha384').update(source).digest('base64')}`);
  }
});

it('LINK_DOMAINS reach the moving tag, and change no frozen byte', async () => {
  const running = await start({ LINK_DOMAINS: 'Shop.example, pay.example' });
  const source = readFileSync(new URL('tag.js', DIST), 'utf8');
  const served = await get(running, '/tag.js');
  expect(served).toContain('unshift(["init",{domains:"shop.example,pay.example"}]);');
  expect(served.endsWith(`\n${source}`)).toBe(true);
  const [{ tag, integrity } = {} as Line] = logged(running);
  expect(await get(running, tag)).toBe(source);
  expect(integrity).toBe(`sha384-${createHash('sha384').update(source).digest('base64')}`);
});

it.each([
  ['30', 0, 'a little over the longest click window of 28 days'],
  ['31', 1, 'more than that'],
])('COOKIE_DAYS=%s: %i hints (%s)', async (days, count) => {
  const running = await start({ COOKIE_DAYS: days });
  // The hint is written behind the line that says that the collector listens, and before the last.
  await running.kill();
  await vi.waitFor(() => expect(logged(running).at(-1)?.msg).toBe('stopped'), EACH);
  expect(logged(running).filter(({ msg }) => msg.startsWith('COOKIE_DAYS'))).toHaveLength(count);
});

it('a test event code, and that nobody may send, are worth a warning each', async () => {
  const running = await start({ TIKTOK_TEST_EVENT_CODE: 'TEST12345', SITE_ORIGINS: '' });
  const warnings = () => logged(running).filter(({ level }) => level === 40);
  await vi.waitFor(() => expect(warnings()).toHaveLength(2), EACH);
});

it('several pixels on a page are worth one line, which names them', async () => {
  const running = await start();
  const pixels = [PIXEL, 'C5TEST00000000000000'];
  for (const id of ['a', 'b', 'c']) {
    const events = [{ event: 'Search', event_id: `crowded-${id}` }];
    expect((await collect(running, { pixels, events })).status).toBe(202);
  }
  const warnings = () => logged(running).filter((line) => line.pixels);
  await vi.waitFor(() => expect(warnings()).toHaveLength(1), EACH);
  expect(warnings()).toMatchObject([{ level: 40, origin: SITE, pixels, serverCopiesTo: PIXEL }]);
});

it.each<[Readonly<Record<string, string>>, string[], string]>([
  [{}, ['server-only', 'other'], 'the pixel sends its own, without an id that TikTok could compare'],
  [{ RELAY_PAGE_VIEWS: 'true' }, ['with-pixel', 'server-only', 'other'], 'by setting'],
])('with %j the page views and others that TikTok gets are %j (%s)', async (settings, expected) => {
  const running = await start(settings);
  const name = Object.keys(settings).join() || 'default';
  const events = [
    { event: 'Pageview', event_id: `${name}-with-pixel`, pixel_fired: true },
    { event: 'Pageview', event_id: `${name}-server-only`, pixel_fired: false },
    { event: 'Search', event_id: `${name}-other` },
  ];
  const answer = await collect(running, { events });
  expect(await answer.json()).toEqual({ accepted: 3, duplicates: 0, rejected: [] });
  // They go out in their order, so the page view would be there before the last.
  const delivered = () =>
    simulator.ledger
      .events()
      .flatMap(({ event_id = '' }) =>
        event_id.startsWith(`${name}-`) ? [event_id.slice(name.length + 1)] : [],
      );
  await vi.waitFor(() => expect(delivered()).toContain('other'), EACH);
  expect(delivered()).toEqual(expected);
});

it('does not start with names in its file that TikTok would not take, and says so beside the other faults', async () => {
  const file = join(folder, 'names.json');
  writeFileSync(file, JSON.stringify({ events: { alias: { purchase: 'Buy' } } }));
  await expect(start({ CLICKTHREAD_CONFIG: file, LOG_LEVEL: 'loud' })).rejects.toThrow(
    /ended with code 1[\s\S]*- LOG_LEVEL: .*\n +- .*names\.json: events\.alias\.purchase: .*"Purchase"/,
  );
});

it('names events as its file says', async () => {
  const file = join(folder, 'alias.json');
  writeFileSync(
    file,
    JSON.stringify({ events: { map: { paid: ['Purchase', 'Subscribe'] }, alias: { Purchase: 'Buy' } } }),
  );
  const running = await start({ CLICKTHREAD_CONFIG: file });
  await collect(running, { events: [{ event: 'paid', event_id: 'named', pixel_fired: false }] });
  const delivered = () => simulator.ledger.events().filter(({ event_id }) => event_id === 'named');
  await vi.waitFor(() => expect(delivered().map(({ event }) => event)).toEqual(['Buy', 'Subscribe']), EACH);
});
