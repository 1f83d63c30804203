import type { DatabaseSync } from 'node:sqlite';
import type { ClaimedEvent } from '../store.ts';
import { EVENT_COLUMNS, eventOf } from './stored-event.ts';

/**
 * Prepares the lease of due events. A lease is a due time in the future plus a token: when the holder dies, the
 * event simply falls due again, and the token keeps a holder that wakes late from settling what is not its own.
 */
export function prepareClaim(
  database: DatabaseSync,
): (limit: number, leaseMs: number, lease: string, now: number) => ClaimedEvent[] {
  const leaseDue = database.prepare(
    `UPDATE outbox SET lease = ?, due_at = ?, attempts = attempts + 1
     WHERE id IN (SELECT id FROM outbox WHERE due_at <= ? ORDER BY due_at, id LIMIT ?)`,
  );
  const readLeased = database.prepare(
    `SELECT ${EVENT_COLUMNS}, attempts FROM outbox JOIN events USING (id)
     WHERE due_at = ? AND lease = ? ORDER BY outbox.id`,
  );
  return function claim(limit, leaseMs, lease, now) {
    if (leaseDue.run(lease, now + leaseMs, now, limit).changes === 0) return [];
    return readLeased
      .all(now + leaseMs, lease)
      .map((row) => ({ ...eventOf(row), lease, attempts: Number(row.attempts) - 1 }));
  };
}
