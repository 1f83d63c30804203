import type { DatabaseSync } from 'node:sqlite';
import { addTo, FILTER_BYTES, probesOf } from './key-filter.ts';
import { createKeyIndex } from './key-index.ts';

/** A key and when it runs out (ms). */
interface KeyRow {
  readonly key: Uint8Array;
  readonly expiresAt: number;
}

/** The keys of a generation in the order in which they came, on disk, and where each of them is, in memory. */
export interface KeyLog {
  /** How many there are. */
  readonly size: number;
  /** For the time when the log is gone. */
  filter(): Uint8Array;
  /** To be called first in each transaction: other processes write here too. */
  catchUp(): void;
  /** To be called after a rollback: what was kept since `catchUp` is not here, or may be somebody else's. */
  takeBack(): void;
  has(key: Uint8Array, after: number): boolean;
  /** Keeps a key that is not here, or ran out by `outlived`; false where it is here. */
  keep(key: Uint8Array, expiresAt: number, outlived: number): boolean;
  /** All keys that begin with this byte, in their order. */
  startingWith(byte: number): KeyRow[];
}

/** A filter with so many times the keys of its log is made anew. */
const MOST_FILTERED = 1.5;

export const logName = (generation: number) => `event_key_log_${generation}`;

/** Opens the log of a generation; `catchUp` reads what is in it. */
export function openKeyLog(database: DatabaseSync, generation: number): KeyLog {
  const name = logName(generation);
  const later = database.prepare(`SELECT id, key FROM ${name} WHERE id > ? ORDER BY id`);
  const read = database.prepare(`SELECT key, expires_at FROM ${name} WHERE id = ?`);
  const insert = database.prepare(`INSERT INTO ${name} (id, key, expires_at) VALUES (?, ?, ?)`);
  const renew = database.prepare(`UPDATE ${name} SET expires_at = ? WHERE id = ?`);
  const index = createKeyIndex();
  const all = database.prepare(`SELECT key FROM ${name}`);
  let filter = new Uint8Array(FILTER_BYTES);
  /** How many keys went into the filter, from which none can be taken out. */
  let filtered = 0;
  let lastId = 0;
  /** The last id when the transaction began, and what was kept since. */
  let firstId = 0;
  let fresh: Uint8Array[] = [];

  function note(key: Uint8Array, id: number): void {
    index.add(key, id);
    addTo(filter, probesOf(key));
    filtered++;
    lastId = id;
  }

  function rowOf(id: number): KeyRow | undefined {
    const row = read.get(id);
    return row && { key: row.key as Uint8Array, expiresAt: Number(row.expires_at) };
  }

  function find(key: Uint8Array): { id: number; expiresAt: number } | undefined {
    let expiresAt = 0;
    const id = index.find(key, (candidate) => {
      const row = rowOf(candidate);
      expiresAt = row?.expiresAt ?? 0;
      return row !== undefined && Buffer.compare(row.key, key) === 0;
    });
    return id === 0 ? undefined : { id, expiresAt };
  }

  return {
    get size() {
      return lastId;
    },
    filter() {
      // A disk that was full for long leaves it full of keys that were never kept.
      if (filtered <= MOST_FILTERED * lastId) return filter;
      filter = new Uint8Array(FILTER_BYTES);
      for (const { key } of all.iterate()) addTo(filter, probesOf(key as Uint8Array));
      filtered = lastId;
      return filter;
    },
    catchUp() {
      for (const { id, key } of later.iterate(lastId)) note(key as Uint8Array, Number(id));
      firstId = lastId;
      fresh = [];
    },
    takeBack() {
      // Where it was not this log's transaction, the rows are there, and the next `catchUp` finds them again.
      fresh.forEach((key, at) => {
        index.remove(key, firstId + at + 1);
      });
      fresh = [];
      lastId = firstId;
    },
    has: (key, after) => (find(key)?.expiresAt ?? 0) > after,
    keep(key, expiresAt, outlived) {
      const there = find(key);
      if (there && there.expiresAt > outlived) return false;
      if (there) renew.run(expiresAt, there.id);
      else {
        insert.run(lastId + 1, key, expiresAt);
        note(key, lastId + 1);
        fresh.push(key);
      }
      return true;
    },
    startingWith: (byte) =>
      index
        .startingWith(byte)
        .flatMap((id) => rowOf(id) ?? [])
        .filter(({ key }) => key[0] === byte)
        .sort((left, right) => Buffer.compare(left.key, right.key)),
  };
}
