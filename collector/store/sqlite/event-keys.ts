import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { RETENTION_MS } from '../retention.ts';
import { mayHave, probesOf } from './key-filter.ts';
import { type KeyLog, logName, openKeyLog } from './key-log.ts';

/** When a generation of keys gives way to the next one. */
const GENERATION = { keys: 1_000_000, ms: 24 * 60 * 60 * 1000 };

/** A log is filed in as many portions: those of a million keys take some milliseconds each. */
const PORTIONS = 256;

/** The memory of ids. The caller holds the transaction. */
export interface EventKeys {
  /** To be called first in each transaction: takes notice of what other processes did, and begins a new generation. */
  begin(now: number): void;
  /** To be called after a rollback. */
  takeBack(): void;
  /**
   * Whether the key is new; if so it is remembered for 48 h.
   *
   * @param outlived keys that run out by then count for nothing: now, but for copies that are known of otherwise
   */
  remember(key: Uint8Array, now: number, outlived?: number): boolean;
  /** Files a portion of an older generation's log; false where all are filed. */
  file(now: number): boolean;
  /** Drops a generation whose keys have all run out; false where there is none. */
  forget(now: number): boolean;
}

/** A generation that changes no more. */
interface Sealed {
  readonly id: number;
  readonly isFiled: boolean;
  readonly filter: Uint8Array;
  has(key: Uint8Array, after: number): boolean;
}

interface Current {
  readonly id: number;
  readonly log: KeyLog;
  openedAt: number | null;
}

const tableName = (generation: number) => `event_keys_${generation}`;

/**
 * Keys lie in generations. The newest is a log: keys come in no order, and a table in theirs would have a page of its
 * own written for nearly every one, which was a third of the work of keeping an event. When a log is full it is filed,
 * in the order of its keys and bit by bit, in a table that never changes again. For nearly every new key a filter in
 * memory says of each such table that it need not be asked; when its time is over it is dropped as a whole.
 */
export function prepareEventKeys(database: DatabaseSync, limits = GENERATION): EventKeys {
  const span = database.prepare(
    `SELECT (SELECT min(id) FROM key_generations) AS oldest, (SELECT min(generation) FROM key_logs) AS log,
       (SELECT count(*) FROM key_generations) AS count, id AS newest, opened_at
     FROM key_generations ORDER BY id DESC LIMIT 1`,
  );
  const logs = new Map<number, KeyLog>();
  let oldest = 0;
  let oldestLog = 0;
  let count = 0;
  /** The newest generation when the transaction began. */
  let newestBefore = 0;
  let sealed: readonly Sealed[] = [];
  let current = undefined as Current | undefined;

  function read(): Current {
    const rows = database
      .prepare('SELECT id, opened_at, sealed_at IS NULL AS is_open FROM key_generations ORDER BY id DESC')
      .all();
    const withLog = new Set(logsOf(database));
    for (const id of logs.keys()) if (!withLog.has(id)) logs.delete(id);
    const known = new Map(sealed.map((each) => [each.id, each]));
    sealed = rows
      .filter(({ is_open }) => !is_open)
      .map((row) => {
        const [id, isFiled] = [Number(row.id), !withLog.has(Number(row.id))];
        const there = known.get(id);
        return there?.isFiled === isFiled ? there : openSealed({ id, isFiled, filter: filterOf(id) });
      });
    const newest = rows.find(({ is_open }) => is_open);
    if (!newest) throw new Error('key_generations: the current generation is missing');
    const id = Number(newest.id);
    current = { id, log: logOf(id), openedAt: newest.opened_at as number | null };
    oldest = Number(rows.at(-1)?.id);
    count = rows.length;
    oldestLog = Math.min(...withLog);
    return current;
  }

  function logOf(id: number): KeyLog {
    const log = logs.get(id) ?? openKeyLog(database, id);
    log.catchUp();
    logs.set(id, log);
    return log;
  }

  /** Two megabytes, so it is asked for when it is news. */
  function filterOf(id: number): Uint8Array {
    return database.prepare('SELECT filter FROM key_generations WHERE id = ?').get(id)?.filter as Uint8Array;
  }

  function openSealed(generation: Omit<Sealed, 'has'>): Sealed {
    if (!generation.isFiled) return { ...generation, has: logOf(generation.id).has };
    const find: StatementSync = database.prepare(
      `SELECT expires_at FROM ${tableName(generation.id)} WHERE key = ?`,
    );
    return { ...generation, has: (key, after) => Number(find.get(key)?.expires_at ?? 0) > after };
  }

  function seal({ id, log }: Current, now: number): void {
    database
      .prepare('UPDATE key_generations SET sealed_at = ?, filter = ? WHERE id = ?')
      .run(now, log.filter(), id);
    database.prepare('INSERT INTO key_generations (id, opened_at) VALUES (?, ?)').run(id + 1, now);
    database.exec(`CREATE TABLE ${logName(id + 1)} (id INTEGER PRIMARY KEY, key BLOB NOT NULL, expires_at INTEGER NOT NULL);
      CREATE TABLE ${tableName(id)} (key BLOB PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID`);
    database.prepare('INSERT INTO key_logs (generation) VALUES (?)').run(id + 1);
  }

  /** Takes notice of what was done to the generations, by whomever. */
  function refresh(now: number): Current {
    const there = span.get();
    const isSame =
      there?.newest === current?.id &&
      there?.opened_at === current?.openedAt &&
      there?.oldest === oldest &&
      // One from their middle goes first where the clock was put right after it was sealed.
      there?.count === count &&
      there?.log === oldestLog;
    // Another process has been here.
    let newest = current && isSame ? current : read();
    newest.log.catchUp();
    if (newest.openedAt === null) {
      database.prepare('UPDATE key_generations SET opened_at = ? WHERE id = ?').run(now, newest.id);
      newest.openedAt = now;
    }
    if (newest.log.size >= limits.keys || now - newest.openedAt >= limits.ms) {
      seal(newest, now);
      newest = read();
    }
    return newest;
  }

  function takeBack(): void {
    // A log that this transaction had begun may be another process's by now.
    for (const [id, log] of logs) {
      if (id > newestBefore) logs.delete(id);
      else log.takeBack();
    }
    // So may what it had sealed.
    sealed = sealed.filter(({ id }) => id < newestBefore);
    if (current && current.id > newestBefore) current = undefined;
  }

  return {
    begin(now) {
      newestBefore = Number(span.get()?.newest);
      refresh(now);
    },
    takeBack,
    remember(key, now, outlived = now) {
      if (!current) throw new Error('begin() comes first');
      const probes = probesOf(key);
      if (sealed.some(({ filter, has }) => mayHave(filter, probes) && has(key, outlived))) return false;
      return current.log.keep(key, now + RETENTION_MS.eventKeys, outlived);
    },
    file(now) {
      const { id } = refresh(now);
      const next = database
        .prepare('SELECT generation, filed FROM key_logs WHERE generation < ? ORDER BY generation LIMIT 1')
        .get(id);
      if (!next) return false;
      const [generation, filed] = [Number(next.generation), Number(next.filed)];
      const insert = database.prepare(
        `INSERT OR REPLACE INTO ${tableName(generation)} (key, expires_at) VALUES (?, ?)`,
      );
      for (const { key, expiresAt } of logOf(generation).startingWith(filed)) insert.run(key, expiresAt);
      if (filed + 1 < PORTIONS) {
        database.prepare('UPDATE key_logs SET filed = ? WHERE generation = ?').run(filed + 1, generation);
      } else {
        database.exec(`DROP TABLE ${logName(generation)}`);
        database.prepare('DELETE FROM key_logs WHERE generation = ?').run(generation);
      }
      return true;
    },
    forget(now) {
      refresh(now);
      const over = database
        .prepare('SELECT id FROM key_generations WHERE sealed_at <= ? ORDER BY id LIMIT 1')
        .get(now - RETENTION_MS.eventKeys);
      if (!over) return false;
      const id = Number(over.id);
      if (logsOf(database).includes(id)) database.exec(`DROP TABLE ${logName(id)}`);
      database.exec(`DROP TABLE ${tableName(id)}`);
      database.prepare('DELETE FROM key_logs WHERE generation = ?').run(id);
      database.prepare('DELETE FROM key_generations WHERE id = ?').run(id);
      return true;
    },
  };
}

/** Generations that have a log: the current one, and those that are not filed yet. */
function logsOf(database: DatabaseSync): number[] {
  return database
    .prepare('SELECT generation FROM key_logs')
    .all()
    .map(({ generation }) => Number(generation));
}
