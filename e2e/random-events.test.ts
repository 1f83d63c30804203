import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CollectorProcess, startCollector } from './collector-process.ts';
import { hostileEvent } from './hostile-event.ts';
import { type Simulator, startSimulator } from './simulator/simulator.ts';

const ACCEPTED_EVENTS = 10_000;
const PER_REQUEST = 500;
const KEY = 'server-key-0123456789';
const TOKEN = 'token-of-the-test';
/** One of each source. */
const PLACES = [
  { code: 'C4RANDOM000000000000', source: 'web' },
  { code: '7300000000000000001', source: 'offline' },
  { code: '7300000000000000002', source: 'crm' },
  { code: '1234567890', source: 'app' },
] as const;
/** SHA-256 of the empty string. https://www.di-mgt.com.au/sha_testvectors.html */
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

let folder: string;
let simulator: Simulator;
let collector: CollectorProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clickthread-random-'));
  simulator = await startSimulator({ pixels: PLACES.map(({ code }) => ({ code, token: TOKEN })) });
  const file = join(folder, 'config.json');
  await writeFile(
    file,
    JSON.stringify({ pixels: PLACES.map((place) => ({ ...place, token: 'env:THE_TOKEN' })) }),
  );
  collector = await startCollector({
    CLICKTHREAD_CONFIG: file,
    THE_TOKEN: TOKEN,
    TIKTOK_API_URL: simulator.url,
    PORT: '0',
    DATABASE_URL: `sqlite:${join(folder, 'test.db')}`,
    SERVER_KEYS: KEY,
    DEFAULT_COUNTRY: 'US',
  });
});

afterAll(async () => {
  await collector.kill();
  await simulator.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly accepted: number;
  readonly rejected: readonly { readonly index: number; readonly path: string }[];
}

async function send(events: readonly unknown[]): Promise<Answer> {
  const response = await fetch(`${collector.url}/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  expect([202, 422]).toContain(response.status);
  return (await response.json()) as Answer;
}

/** Every text, number, list and object in a value, with its key. */
function* leaves(value: unknown, key = ''): Generator<readonly [string, unknown]> {
  yield [key, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [name, each] of Object.entries(value)) yield* leaves(each, name);
}

/** What may stand nowhere. */
function isWrong(key: string, leaf: unknown): boolean {
  if (leaf === null || leaf === '' || leaf === EMPTY_HASH) return true;
  if (typeof leaf === 'number') return !Number.isFinite(leaf) || /(^|_)id$/.test(key);
  return typeof leaf === 'string' && key !== 'user_agent' && /@[a-z]+\.example/i.test(leaf);
}

async function totals(): Promise<{ readonly refused: number; readonly apiEvents: number }> {
  return (await (await fetch(`${simulator.url}/simulator/totals`)).json()) as {
    refused: number;
    apiEvents: number;
  };
}

it(`of ${ACCEPTED_EVENTS} random events that were accepted TikTok refuses none`, {
  timeout: 120_000,
}, async () => {
  const refusals = new Map<string, number>();
  let accepted = 0;
  for (let round = 0; accepted < ACCEPTED_EVENTS; round++) {
    const events = fc.sample(hostileEvent, { numRuns: PER_REQUEST, seed: round });
    const numbered = events.map((event, index) => ({
      ...(event as object),
      // Random ids are alike too often; half of the events keep what they have.
      ...(index % 2 ? { event_id: `random-${round}-${index}` } : {}),
    }));
    const answer = await send(numbered);
    accepted += answer.accepted;
    for (const { path } of answer.rejected) refusals.set(path, (refusals.get(path) ?? 0) + 1);
    expect(round, `too few are accepted: ${JSON.stringify([...refusals])}`).toBeLessThan(200);
  }

  await expect
    .poll(async () => (await totals()).apiEvents, { timeout: 60_000, interval: 200 })
    .toBe(accepted);
  const requests = (await (await fetch(`${simulator.url}/simulator/requests`)).json()) as {
    readonly body: string;
    readonly fault?: object;
  }[];
  expect(requests.flatMap(({ fault }) => fault ?? [])).toEqual([]);
  expect((await totals()).refused).toBe(0);

  const told = requests.map(({ body }) => JSON.parse(body) as { readonly data: readonly unknown[] });
  expect(told.length).toBeGreaterThan(0);
  const faults = [...leaves(told)].filter(([key, leaf]) => isWrong(key, leaf));
  expect(faults).toEqual([]);
});
