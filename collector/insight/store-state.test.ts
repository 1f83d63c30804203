import { beforeEach, expect, it } from 'vitest';
import type { EventStore } from '../store/store.ts';
import { tellStoreState } from './store-state.ts';

let clock: number;
let failure: Error | undefined;
let lines: string[];
let watched: ReturnType<typeof tellStoreState>;

beforeEach(() => {
  clock = 0;
  failure = undefined;
  lines = [];
  const run = async () => {
    if (failure) throw failure;
    return [];
  };
  watched = tellStoreState(
    { append: run, check: run, recall: run, recent: run, replay: run } as unknown as EventStore,
    {
      now: () => clock,
      log: {
        info: (fields, message) => lines.push(`${message} ${JSON.stringify(fields)}`),
        error: (fields, message) => lines.push(`${message} ${JSON.stringify(fields)}`),
      },
    },
  );
});

const append = () => watched.store.append({ events: [], sightings: [] });

/** Appends that fail, so many. */
async function failures(count: number, message = 'the disk is full'): Promise<void> {
  for (let round = 0; round < count; round++) {
    failure = new Error(message);
    await expect(append()).rejects.toBe(failure);
    expect(watched.isTold(failure)).toBe(true);
  }
}

it('says nothing while all is well', async () => {
  await append();
  await watched.store.check();
  expect(lines).toEqual([]);
});

it('says once that the store fails, and once that it works again', async () => {
  await failures(100);
  clock += 4000;
  failure = undefined;
  await append();
  await append();
  expect(lines).toEqual([
    expect.stringMatching(/takes nothing.*503.*the disk is full/),
    expect.stringContaining('again {"failedForMs":4000}'),
  ]);
});

it('says it again after a minute, and at once where something else is wrong', async () => {
  await failures(1);
  clock += 59_999;
  await failures(1);
  expect(lines).toHaveLength(1);
  clock += 1;
  await failures(2);
  expect(lines).toHaveLength(2);
  await failures(2, 'the file is locked');
  expect(lines).toHaveLength(3);
});

it('is not silent for as long as its clock was set back', async () => {
  await failures(1);
  clock -= 3_600_000;
  await failures(2);
  expect(lines).toHaveLength(2);
});

it('takes a fault with another number in it for the same', async () => {
  await failures(1, '100 events wait');
  await failures(1, '101 events wait');
  expect(lines).toHaveLength(1);
});

it('learns from a check too', async () => {
  failure = new Error('read-only');
  await expect(watched.store.check()).rejects.toThrow('read-only');
  failure = undefined;
  await watched.store.check();
  expect(lines).toHaveLength(2);
});

it('knows no other errors', () => {
  expect([new Error('a bug'), undefined, null, 'text'].map(watched.isTold)).toEqual(Array(4).fill(false));
});

it.each([
  ['recall', () => watched.store.recall(['visitor:1'])],
  ['recent', () => watched.store.recent(50)],
  ['replay', () => watched.store.replay([])],
] as const)(
  'tells once a minute that %s fails, and not that the store takes nothing',
  async (operation, run) => {
    failure = new Error('connection refused');
    for (let round = 0; round < 100; round++) await expect(run()).rejects.toBe(failure);
    expect(watched.isTold(failure)).toBe(true);
    expect(lines).toEqual([
      expect.stringContaining(`{"operation":"${operation}","error":"connection refused"}`),
    ]);
    expect(lines[0]).not.toMatch(/takes nothing/);
    clock += 60_000;
    await expect(run()).rejects.toBe(failure);
    expect(lines).toHaveLength(2);
    failure = undefined;
    await append();
    expect(lines, 'it took events all the time').toHaveLength(2);
  },
);
