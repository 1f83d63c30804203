import type { DatabaseSync } from 'node:sqlite';

/** Prepares the renewal of leases; a row that somebody else has claimed since is left alone. */
export function prepareRenew(
  database: DatabaseSync,
): (lease: string, ids: readonly number[], leaseMs: number, now: number) => number[] {
  const renew = database.prepare(
    `UPDATE outbox SET due_at = ? WHERE lease = ? AND id IN (SELECT value FROM json_each(?)) RETURNING id`,
  );
  return (lease, ids, leaseMs, now) =>
    renew.all(now + leaseMs, lease, JSON.stringify(ids)).map(({ id }) => Number(id));
}
