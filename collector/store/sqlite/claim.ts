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
  const claimDue = database.prepare(
    `UPDATE outbox SET lease = ?, due_at = ?, attempts = attempts + 1
     WHERE id IN (SELECT id FROM outbox WHERE state = 'due' AND due_at <= ? ORDER BY due_at, id LIMIT ?)
     RETURNING ${EVENT_COLUMNS}, attempts`,
  );
  return function claim(limit, leaseMs, lease, now) {
    const rows = claimDue.all(lease, now + leaseMs, now, limit);
    return rows
      .map((row) => ({ ...eventOf(row), lease, attempts: Number(row.attempts) - 1 }))
      .sort((left, right) => left.id - right.id);
  };
}
