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
function open(most = LIMITS.keys): { database: DatabaseSync; keys: EventKeys } {
  const database = new DatabaseSync(join(folder, 'events.db'));
  databases.push(database);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  migrate(database);
  return { database, keys: prepareEventKeys(database, { ...LIMITS, keys: most }) };
}

function finish(database: DatabaseSync, keys: EventKeys, end: string): void {
  database.exec(end);
  if (end === 'ROLLBACK') keys.takeBack();
}

function remember(
  { database, keys }: ReturnType<typeof open>,
  ids: readonly string[],
  end = 'COMMIT',
): boolean[] {
  database.exec('BEGIN IMMEDIATE');
  keys.begin(clock);
  const results = ids.map((id) => keys.remember(shortHash(id), clock));
  finish(database, keys, end);
  return results;
}

/** Does so until there is nothing more of it to do, each time in a transaction of its own. */
function repeat({ database, keys }: ReturnType<typeof open>, what: 'file' | 'forget'): number {
  for (let times = 0; ; times++) {
    database.exec('BEGIN IMMEDIATE');
    keys.begin(clock);
    const hasDone = keys[what](clock);
    database.exec('COMMIT');
    if (!hasDone) return times;
  }
}

const generations = ({ database }: ReturnType<typeof open>) =>
  database
    .prepare('SELECT id FROM key_generations ORDER BY id')
    .all()
    .map(({ id }) => id);
const tables = ({ database }: ReturnType<typeof open>, name: string) =>
  database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE ? || '%' ORDER BY 1")
    .all(name)
    .map((row) => row.name);
const ids = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `id-${from + index}`);
const all = (count: number, value: boolean) => Array(count).fill(value);

describe('the memory of ids', () => {
  it('begins a new generation when one is full, and knows the ids of all', () => {
    const process = open();
    for (let from = 0; from < 50; from += 10)
      expect(remember(process, ids(from, from + 10))).toEqual(all(10, true));
    expect(generations(process)).toEqual([1, 2, 3, 4, 5]);
    expect(remember(process, ids(0, 50))).toEqual(all(50, false));
  });

  it('begins one after a day too, and drops it when its last id is 48 hours old', () => {
    const process = open();
    remember(process, ['a']);
    clock = START + 24 * HOUR - 1;
    remember(process, ['b']);
    clock += 1;
    remember(process, ['c']);
    expect(generations(process)).toEqual([1, 2]);
    clock = START + 72 * HOUR - 1;
    // The second is a day old by now, and gives way to a third.
    expect(repeat(process, 'forget')).toBe(0);
    clock += 1;
    expect(repeat(process, 'forget')).toBe(1);
    expect(generations(process)).toEqual([2, 3]);
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
    expect(generations(one).length).toBeGreaterThan(5);
  });

  it('knows nothing of a transaction that was taken back', () => {
    const [one, other] = [open(), open()];
    remember(other, []);
    remember(one, ids(0, 10));
    expect(remember(one, ['x'], 'ROLLBACK'), 'which would have begun the second').toEqual([true]);
    expect(generations(one)).toEqual([1]);
    // The first is full, as the other one sees too, which ends it now.
    expect(remember(other, ids(10, 20))).toEqual(all(10, true));
    clock += 1;
    expect(remember(other, ['x', 'y'])).toEqual([true, true]);
    expect(generations(other)).toEqual([1, 2, 3]);
    expect(remember(one, ['x', 'y', 'z'])).toEqual([false, false, true]);
    expect(remember(one, ids(0, 20))).toEqual(all(20, false));
  });

  it('learns what another process has put in the place of what was taken back', () => {
    const [one, other] = [open(), open()];
    remember(one, ['a']);
    expect(remember(one, ['x', 'b'], 'ROLLBACK')).toEqual([true, true]);
    expect(remember(other, ['c', 'b'])).toEqual([true, true]);
    expect(remember(one, ['a', 'b', 'c', 'x'])).toEqual([false, false, false, true]);
  });

  it('knows the last ids of a generation that another process has filled and ended', () => {
    const [one, other] = [open(), open()];
    remember(one, ids(0, 4));
    remember(other, ids(4, 10));
    remember(other, ['begins the second']);
    expect(remember(one, ids(0, 10))).toEqual(all(10, false));
  });

  it('knows all that was kept, whatever is taken back afterwards, and whosever transaction it was', () => {
    const process = open();
    remember(process, ids(0, 10));
    process.keys.takeBack();
    expect(remember(process, ['begins the second'])).toEqual([true]);
    remember(process, ['x', 'y'], 'ROLLBACK');
    process.keys.takeBack();
    expect(remember(process, [...ids(0, 10), 'begins the second'])).toEqual(all(11, false));
    expect(remember(process, ['x', 'y'])).toEqual([true, true]);
  });

  describe('the log of a full generation', () => {
    /** More than one for each of the portions. */
    const MANY = 600;

    it('is filed in portions, and then dropped; its ids stay known until their time is over', () => {
      const process = open(MANY);
      remember(process, ids(0, MANY));
      remember(process, ['begins the second']);
      expect(tables(process, 'event_key_log')).toEqual(['event_key_log_1', 'event_key_log_2']);
      expect(repeat(process, 'file'), 'a portion for each first byte of a key').toBe(256);
      expect(tables(process, 'event_key_log')).toEqual(['event_key_log_2']);
      expect(keysOf(process)).toHaveLength(MANY);
      expect(keysOf(process)).toEqual([...keysOf(process)].sort());
      expect(remember(process, ids(0, MANY))).toEqual(all(MANY, false));
      clock = START + 48 * HOUR;
      expect(remember(process, ['id-0'])).toEqual([true]);
      expect(repeat(process, 'forget')).toBe(1);
      expect(generations(process)[0]).toBe(2);
    });

    it('is filed on by the next process, and by two in turn; taken back portions are filed again', () => {
      const first = open(MANY);
      remember(first, ids(0, MANY));
      remember(first, ['begins the second']);
      for (let portion = 0; portion < 100; portion++) file(first);
      const [second, third] = [open(MANY), open(MANY)];
      for (let portion = 100; portion < 255; portion++) {
        file(portion % 2 ? second : third);
        if (portion % 10 === 0) file(second, 'ROLLBACK');
      }
      file(second, 'ROLLBACK');
      expect(tables(first, 'event_key_log'), 'the last portion is not filed').toHaveLength(2);
      file(third);
      for (const process of [first, second, third, open(MANY)]) {
        expect(remember(process, ids(0, MANY))).toEqual(all(MANY, false));
        expect(file(process)).toBe(false);
      }
      expect(keysOf(first)).toHaveLength(MANY);
    });

    it('may be dropped with its generation before it is filed', () => {
      const process = open();
      remember(process, ids(0, 10));
      remember(process, ['begins the second']);
      clock = START + 48 * HOUR;
      expect(repeat(process, 'forget')).toBe(1);
      expect(tables(process, 'event_key_log')).not.toContain('event_key_log_1');
      expect(remember(process, ids(0, 10))).toEqual(all(10, true));
    });
  });

  it('does without a generation that goes before an older one, as where the clock was ahead for a while', () => {
    const [one, other] = [open(), open()];
    remember(one, ids(0, 10));
    clock = START + 2 * HOUR;
    remember(one, ids(10, 20));
    clock = START + HOUR;
    remember(one, ['ends the second']);
    for (const process of [one, other]) repeat(process, 'file');
    clock = START + 49 * HOUR;
    expect(repeat(one, 'forget')).toBe(1);
    expect(generations(one).slice(0, 2)).toEqual([1, 3]);
    for (const process of [one, other]) {
      expect(remember(process, ids(0, 20), 'ROLLBACK')).toEqual(all(20, true));
    }
  });

  it('reads a generation anew that was ended in vain, and filled by another process since', () => {
    const [one, other] = [open(), open()];
    remember(one, ['a']);
    clock = START + 24 * HOUR;
    one.database.exec('BEGIN IMMEDIATE');
    one.keys.begin(clock);
    one.keys.file(clock);
    one.keys.forget(clock);
    finish(one.database, one.keys, 'ROLLBACK');
    clock -= 1;
    expect(remember(other, ['b'])).toEqual([true]);
    clock += 1;
    remember(other, ['ends the first']);
    expect(remember(one, ['a', 'b'])).toEqual([false, false]);
  });

  function file({ database, keys }: ReturnType<typeof open>, end = 'COMMIT'): boolean {
    database.exec('BEGIN IMMEDIATE');
    keys.begin(clock);
    const hasFiled = keys.file(clock);
    finish(database, keys, end);
    return hasFiled;
  }

  const keysOf = ({ database }: ReturnType<typeof open>) =>
    database
      .prepare('SELECT hex(key) AS key FROM event_keys_1')
      .all()
      .map(({ key }) => key);
});
