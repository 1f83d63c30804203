import type { DatabaseSync } from 'node:sqlite';
import { RETENTION_MS } from '../retention.ts';

/** Rows a sweep may delete from one table at once: a few milliseconds, so that no append waits long behind it. */
const MAX_ROWS = 5000;

/** Prepares the deletion of what has outlived its use; returns whether more is left for the next call. */
export function prepareSweep(database: DatabaseSync): (now: number) => boolean {
  const expired = database.prepare(
    `DELETE FROM event_keys WHERE key IN (SELECT key FROM event_keys WHERE expires_at <= ? LIMIT ${MAX_ROWS})`,
  );
  const strangers = database.prepare(
    `DELETE FROM visitors WHERE key IN (SELECT key FROM visitors WHERE seen_at <= ? LIMIT ${MAX_ROWS})`,
  );
  const old = `SELECT id FROM settled WHERE state = ? AND settled_at <= ? LIMIT ${MAX_ROWS}`;
  // The event first: its row in `settled` says which one it is.
  const oldEvents = database.prepare(`DELETE FROM events WHERE id IN (${old})`);
  const oldOutcomes = database.prepare(`DELETE FROM settled WHERE id IN (${old})`);

  function forget(state: 'accepted' | 'dead' | 'collected', before: number): number {
    oldEvents.run(state, before);
    return Number(oldOutcomes.run(state, before).changes);
  }

  return function sweep(now) {
    const deleted = [
      Number(expired.run(now).changes),
      forget('accepted', now - RETENTION_MS.accepted),
      forget('dead', now - RETENTION_MS.dead),
      forget('collected', now - RETENTION_MS.collected),
      Number(strangers.run(now - RETENTION_MS.visitors).changes),
    ];
    return deleted.includes(MAX_ROWS);
  };
}
