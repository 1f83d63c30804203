import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shortHash } from '../event-key.ts';
import { type EventKeys, prepareEventKeys } from './event-keys.ts';
import { migrate } from './schema.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 18);
const LIMITS = { keys: 10, ms: 24 * HOUR };

let folder: string;
let clock: number;
let databases: DatabaseSync[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clickthread-keys-'));
  clock = START;
  databases = [];
});
afterEach(() => {
  for (const database of databases) database.close();
  rmSync(folder, { recursive: true });
});

/** As one process has it open. */
function open(): { database: DatabaseSync; keys: EventKeys } {
  const database = new DatabaseSync(join(folder, 'events.db'));
  databases.push(database);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  migrate(database);
  return { database, keys: prepareEventKeys(database, LIMITS) };
}

function remember(
  { database, keys }: ReturnType<typeof open>,
  ids: readonly string[],
  end = 'COMMIT',
): boolean[] {
  database.exec('BEGIN IMMEDIATE');
  keys.begin(clock);
  const results = ids.map((id) => keys.remember(shortHash(id), clock));
  database.exec(end);
  return results;
}

function forget({ database, keys }: ReturnType<typeof open>): number {
  for (let dropped = 0; ; dropped++) {
    database.exec('BEGIN IMMEDIATE');
    const hasDropped = keys.forget(clock);
    database.exec('COMMIT');
    if (!hasDropped) return dropped;
  }
}

const tables = ({ database }: ReturnType<typeof open>) =>
  database
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'event\\_keys%' ESCAPE '\\' ORDER BY 1",
    )
    .all()
    .map(({ name }) => name);
const ids = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `id-${from + index}`);
const all = (count: number, value: boolean) => Array(count).fill(value);

describe('the memory of ids', () => {
  it('begins a new generation when one is full, and knows the ids of all', () => {
    const process = open();
    for (let from = 0; from < 50; from += 10)
      expect(remember(process, ids(from, from + 10))).toEqual(all(10, true));
    expect(tables(process)).toHaveLength(5);
    expect(remember(process, ids(0, 50))).toEqual(all(50, false));
  });

  it('begins one after a day too, and drops it when its last id is 48 hours old', () => {
    const process = open();
    remember(process, ['a']);
    clock = START + 24 * HOUR - 1;
    remember(process, ['b']);
    clock += 1;
    remember(process, ['c']);
    expect(tables(process)).toEqual(['event_keys_1', 'event_keys_2']);
    clock = START + 72 * HOUR - 1;
    // The second is a day old by now, and gives way to a third.
    expect(forget(process)).toBe(0);
    clock += 1;
    expect(forget(process)).toBe(1);
    expect(tables(process)).toEqual(['event_keys_2', 'event_keys_3']);
    expect(remember(process, ['b', 'c'])).toEqual([true, true]);
  });

  it('forgets each id after 48 hours, also where its generation is still there', () => {
    const process = open();
    remember(process, ids(0, 10));
    remember(process, ['begins the second']);
    clock = START + 48 * HOUR - 1;
    expect(remember(process, ['id-0'])).toEqual([false]);
    clock += 1;
    expect(remember(process, ['id-0', 'id-0'])).toEqual([true, false]);
  });

  it('knows the ids of all generations when it is opened again', () => {
    remember(open(), ids(0, 10));
    remember(open(), ids(10, 15));
    expect(remember(open(), ids(0, 20))).toEqual([...all(15, false), ...all(5, true)]);
    remember(open(), ['begins the third']);
    expect(remember(open(), ids(0, 20))).toEqual(all(20, false));
  });

  it('is one for several processes, whichever of them begins a generation', () => {
    const [one, other] = [open(), open()];
    for (let from = 0; from < 120; from += 4) {
      const [mine, yours] = from % 8 === 0 ? [one, other] : [other, one];
      expect(remember(mine, ids(from, from + 4)), `ids from ${from}`).toEqual(all(4, true));
      expect(remember(yours, ids(0, from + 4)), `ids to ${from + 4}`).toEqual(all(from + 4, false));
    }
    expect(tables(one).length).toBeGreaterThan(5);
  });

  it('knows nothing of a transaction that was taken back', () => {
    const [one, other] = [open(), open()];
    remember(other, []);
    remember(one, ids(0, 10));
    expect(remember(one, ['x'], 'ROLLBACK'), 'which would have begun the second').toEqual([true]);
    expect(tables(one)).toHaveLength(1);
    // These still belong to the first, which the other one then ends.
    expect(remember(other, ids(10, 20))).toEqual(all(10, true));
    clock += 1;
    expect(remember(other, ['x', 'y'])).toEqual([true, true]);
    expect(tables(other)).toHaveLength(2);
    expect(remember(one, ['x', 'y', 'z'])).toEqual([false, false, true]);
    expect(remember(one, ids(0, 20))).toEqual(all(20, false));
  });
});
