import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runProgram } from './cli/program.ts';
import { startTestApp, type TestApp } from './conformance-app.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { EventStore, NewEvent } from './store/store.ts';

const ADMIN = 'admin-token-0123456789';
const HOUR = 3_600_000;
const [ONE, TWO] = ['C4TEST00000000000000', 'C5TEST00000000000000'];

let clock: number;
let wakes: number;
let store: EventStore;
let app: TestApp;
let url: string;

beforeEach(async () => {
  clock = Date.UTC(2026, 10, 18);
  wakes = 0;
  store = await openSqliteStore({ file: ':memory:', now: () => clock });
  app = await startTestApp({
    config: { ADMIN_TOKEN: ADMIN },
    store,
    relay: { wake: () => void wakes++, pixels: () => [], resume: () => [] },
    now: () => clock,
  });
  ({ url } = app);
});
afterEach(async () => {
  app.close();
  await store.close();
});

/** Stores events, by turns of either pixel, that are dead. */
async function kill(...ids: string[]): Promise<void> {
  const events = ids.map(
    (eventId, index): NewEvent => ({
      pixel: (index % 2 === 0 ? ONE : TWO) as string,
      eventSource: 'web',
      testEventCode: null,
      event: 'Purchase',
      eventId,
      body: JSON.stringify({ event: 'Purchase', event_id: eventId, event_time: clock / 1000 }),
      findings: '[]',
      receivedAt: clock,
      relayed: true,
    }),
  );
  await store.append({ events, sightings: [] });
  const claimed = await store.claim(2000, HOUR);
  const history = JSON.stringify({ noted: 1, spared: 0, attempts: [] });
  await store.settle(
    claimed.map(({ id, lease, eventId }) => ({
      id,
      lease,
      kind: 'dead',
      reason: `40002 ${eventId === 'b' ? 'no currency' : 'no value'}`,
      requestId: null,
      history,
    })),
  );
}

/** Runs the command line against the collector. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const code = await runProgram(['replay', '--url', url, ...args], {
    env: { ADMIN_TOKEN: ADMIN, OTHER: 'another-token-0123456789' },
    fetch,
    now: () => clock,
    random: () => 0.5,
    stdin: process.stdin,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
  });
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  return { code, out, err };
}
const due = async () => (await store.recent(9, { state: 'due' })).map(({ eventId }) => eventId).join(' ');

it.each([
  { args: ['--all'], replayed: 'd c b a', reason: 'all' },
  { args: ['--pixel', ONE as string], replayed: 'c a', reason: 'by pixel' },
  { args: ['--reason', 'no value'], replayed: 'd c a', reason: 'by reason' },
  { args: ['--pixel', TWO as string, '--reason', 'currency'], replayed: 'b', reason: 'by both' },
  { args: ['--since', '2026-11-18T00:00:01Z'], replayed: '', reason: 'by time' },
  { args: ['--until', '2026-11-19'], replayed: 'd c b a', reason: 'by time' },
  { args: ['--id', 'a', 'd', 'nobody'], replayed: 'd a', reason: 'by event id' },
])('replays $reason', async ({ args, replayed }) => {
  await kill('a', 'b', 'c', 'd');
  const count = replayed.split(' ').filter(Boolean).length;
  expect(await run(...args)).toEqual({
    code: 0,
    out: `${count} dead, ${count} replayed, 0 refused\n`,
    err: '',
  });
  expect(await due()).toBe(replayed);
  expect(wakes, 'the relay is told').toBe(count > 0 ? 1 : 0);
});

it('shows what it would do', async () => {
  await kill('a', 'b', 'c');
  expect(await run('--all', '--dry-run')).toMatchObject({
    code: 0,
    out: '3 dead, 3 would be replayed, 0 refused\n  2 × 40002 no value\n  1 × 40002 no currency\n',
  });
  expect(await store.stats()).toMatchObject({ dead: 3, due: 0 });
});

it('refuses web events after 40 hours, until somebody says that no pixel sent them', async () => {
  await kill('a');
  clock += 41 * HOUR;
  const late = await run('--all');
  expect(late.code).toBe(1);
  expect(late.out).toMatch(
    /^1 dead, 0 replayed, 1 refused\n {2}refused a: was received more than 40 hours ago/,
  );
  expect(await run('--all', '--without-pixel')).toMatchObject({ code: 0 });
  expect(await due()).toBe('a');
});

it('goes through many, page by page', async () => {
  await kill(...Array.from({ length: 1201 }, (_, index) => `row_${index}`));
  expect((await run('--all')).out).toBe('1201 dead, 1201 replayed, 0 refused\n');
  expect(await store.stats()).toMatchObject({ due: 1201, dead: 0 });
});

it('ends with 2 where a person has to put something right, and never shows the token', async () => {
  for (const [args, words] of [
    [[], 'say which'],
    [['--all', '--key', ADMIN], 'never the key itself'],
    [['--all', '--key', 'env:OTHER'], '401'],
    [['--since', 'yesterday'], '--since'],
    [['--all', '--url', 'http://127.0.0.1:1'], 'is the collector running there'],
  ] as const) {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
    expect(err).not.toContain(ADMIN);
  }
});

it('says of a collector without its database where to look', async () => {
  const away = await startTestApp({
    config: { ADMIN_TOKEN: ADMIN },
    store: { recent: () => Promise.reject(new Error('gone')), replay: async () => [] },
    onError: () => undefined,
  });
  const { code, err } = await run('--all', '--url', away.url);
  away.close();
  expect(code).toBe(2);
  expect(err).toContain('cannot use its database');
  expect(err).toContain(`${away.url}/health/ready`);
  expect(err).not.toContain('version');
});
