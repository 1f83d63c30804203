import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { RETENTION_MS } from '../retention.ts';
import { addTo, FILTER_BYTES, mayHave, probesOf } from './key-filter.ts';

/** When a generation of keys gives way to the next one. */
const GENERATION = { keys: 1_000_000, ms: 24 * 60 * 60 * 1000 };

/** The memory of ids. The caller holds the transaction. */
export interface EventKeys {
  /** To be called first in each transaction: takes notice of what other processes did, and begins a new generation. */
  begin(now: number): void;
  /**
   * Whether the key is new; if so it is remembered for 48 h.
   *
   * @param outlived keys that run out by then count for nothing: now, but for copies that are known of otherwise
   */
  remember(key: Uint8Array, now: number, outlived?: number): boolean;
  /** Drops a generation whose keys have all run out; false where there is none. */
  forget(now: number): boolean;
}

interface Sealed {
  readonly id: number;
  readonly sealedAt: number;
  readonly filter: Uint8Array;
  readonly find: StatementSync;
}

interface Current {
  readonly id: number;
  readonly filter: Uint8Array;
  readonly insert: StatementSync;
  openedAt: number | null;
  /** As far as this process knows. */
  keys: number;
}

/**
 * Keys lie in generations, one table each. Only the newest is written to, and it is small: random keys in one large
 * table touch a page of their own each, and cost three times as much at 5 million as at one. The others never change
 * again; a filter in memory says for nearly every new key that they need not be asked, and when their time is over
 * they are dropped as a whole.
 */
export function prepareEventKeys(database: DatabaseSync, limits = GENERATION): EventKeys {
  const span = database.prepare(
    `SELECT (SELECT min(id) FROM key_generations) AS oldest, id AS newest, opened_at
     FROM key_generations ORDER BY id DESC LIMIT 1`,
  );
  let oldest = 0;
  let sealed: readonly Sealed[] = [];
  let current = undefined as Current | undefined;

  function read(): void {
    const rows = database
      .prepare('SELECT id, opened_at, sealed_at, filter FROM key_generations ORDER BY id DESC')
      .all();
    const known = new Map(sealed.map((each) => [each.id, each]));
    sealed = rows
      .filter(({ sealed_at }) => sealed_at !== null)
      .map((row) => {
        const there = known.get(Number(row.id));
        // The same moment too: our own seal may have been taken back, and another process have made its own.
        return there && there.sealedAt === row.sealed_at
          ? there
          : openSealed(Number(row.id), Number(row.sealed_at), row.filter as Uint8Array);
      });
    const newest = rows.find(({ sealed_at }) => sealed_at === null);
    if (!newest) throw new Error('key_generations: the current generation is missing');
    if (!current || current.id !== newest.id || current.openedAt !== newest.opened_at) {
      current = openCurrent(Number(newest.id), newest.opened_at as number | null);
    }
    oldest = Number(rows.at(-1)?.id);
  }

  function openSealed(id: number, sealedAt: number, filter: Uint8Array): Sealed {
    const find = database.prepare(`SELECT expires_at FROM event_keys_${id} WHERE key = ?`);
    return { id, sealedAt, filter, find };
  }

  function openCurrent(id: number, openedAt: number | null): Current {
    // A key that has outlived the window counts as new, whether or not its generation is still here.
    const insert = database.prepare(
      `INSERT INTO event_keys_${id} AS known (key, expires_at) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at WHERE known.expires_at <= ?`,
    );
    return { id, openedAt, insert, ...filterOf(id) };
  }

  function filterOf(id: number): { filter: Uint8Array; keys: number } {
    const filter = new Uint8Array(FILTER_BYTES);
    let keys = 0;
    for (const { key } of database.prepare(`SELECT key FROM event_keys_${id}`).iterate()) {
      addTo(filter, probesOf(key as Uint8Array));
      keys++;
    }
    return { filter, keys };
  }

  function seal({ id, filter, keys }: Current, now: number): void {
    // Another process may have added keys of which our filter does not know.
    const counted = database.prepare(`SELECT count(*) AS keys FROM event_keys_${id}`).get();
    const whole = Number(counted?.keys) === keys ? filter : filterOf(id).filter;
    database.prepare('UPDATE key_generations SET sealed_at = ?, filter = ? WHERE id = ?').run(now, whole, id);
    database.prepare('INSERT INTO key_generations (id, opened_at) VALUES (?, ?)').run(id + 1, now);
    database.exec(
      `CREATE TABLE event_keys_${id + 1} (key BLOB PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID`,
    );
    sealed = [openSealed(id, now, whole), ...sealed];
    current = openCurrent(id + 1, now);
  }

  function isKnownOfOld(key: Uint8Array, probes: readonly number[], now: number): boolean {
    return sealed.some(
      ({ filter, find }) => mayHave(filter, probes) && Number(find.get(key)?.expires_at ?? 0) > now,
    );
  }

  function begin(now: number): Current {
    const there = span.get();
    const isSame = there?.newest === current?.id && there?.opened_at === current?.openedAt;
    // Another process has been here, or a transaction of our own was taken back.
    if (!current || !isSame || there?.oldest !== oldest) read();
    if (!current) throw new Error('key_generations: nothing was read');
    if (current.openedAt === null) {
      database.prepare('UPDATE key_generations SET opened_at = ? WHERE id = ?').run(now, current.id);
      current.openedAt = now;
    }
    if (current.keys >= limits.keys || now - current.openedAt >= limits.ms) seal(current, now);
    return current;
  }

  return {
    begin: (now) => void begin(now),
    remember(key, now, outlived = now) {
      if (!current) throw new Error('begin() comes first');
      const probes = probesOf(key);
      if (isKnownOfOld(key, probes, outlived)) return false;
      if (current.insert.run(key, now + RETENTION_MS.eventKeys, outlived).changes === 0) return false;
      addTo(current.filter, probes);
      current.keys++;
      return true;
    },
    forget(now) {
      begin(now);
      const over = database
        .prepare('SELECT id FROM key_generations WHERE sealed_at <= ? ORDER BY id LIMIT 1')
        .get(now - RETENTION_MS.eventKeys);
      if (!over) return false;
      database.exec(`DROP TABLE event_keys_${over.id}`);
      database.prepare('DELETE FROM key_generations WHERE id = ?').run(Number(over.id));
      return true;
    },
  };
}
