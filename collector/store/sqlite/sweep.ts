import type { DatabaseSync } from 'node:sqlite';
import { RETENTION_MS } from '../retention.ts';

/** Rows a sweep may delete from one table at once: a few milliseconds, so that no append waits long behind it. */
const MAX_ROWS = 5000;

/** Prepares the deletion of what has outlived its use; returns whether more is left for the next call. */
export function prepareSweep(database: DatabaseSync): (now: number) => boolean {
  const sweeps = [
    {
      olderThan: 0,
      statement: `DELETE FROM event_keys WHERE key IN
        (SELECT key FROM event_keys WHERE expires_at <= ? LIMIT ${MAX_ROWS})`,
    },
    {
      olderThan: RETENTION_MS.accepted,
      statement: `DELETE FROM outbox WHERE id IN
        (SELECT id FROM outbox WHERE state = 'accepted' AND settled_at <= ? LIMIT ${MAX_ROWS})`,
    },
    {
      olderThan: RETENTION_MS.dead,
      statement: `DELETE FROM outbox WHERE id IN
        (SELECT id FROM outbox WHERE state = 'dead' AND settled_at <= ? LIMIT ${MAX_ROWS})`,
    },
    {
      olderThan: RETENTION_MS.visitors,
      statement: `DELETE FROM visitors WHERE key IN
        (SELECT key FROM visitors WHERE seen_at <= ? LIMIT ${MAX_ROWS})`,
    },
  ].map(({ olderThan, statement }) => ({ olderThan, prepared: database.prepare(statement) }));

  return function sweep(now) {
    const deleted = sweeps.map(({ olderThan, prepared }) => prepared.run(now - olderThan).changes);
    return deleted.some((rows) => rows === MAX_ROWS);
  };
}
