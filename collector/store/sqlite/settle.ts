import type { DatabaseSync } from 'node:sqlite';
import type { Settlement } from '../store.ts';

/** Prepares the writing of outcomes; a row whose lease has passed to somebody else is left alone. */
export function prepareSettle(
  database: DatabaseSync,
): (settlements: readonly Settlement[], now: number) => number {
  const mine = 'WHERE id = ? AND lease = ?';
  const postpone = database.prepare(`UPDATE outbox SET due_at = ?, reason = ?, lease = NULL ${mine}`);
  const giveBack = database.prepare(
    `UPDATE outbox SET due_at = ?, attempts = attempts - 1, lease = NULL ${mine}`,
  );
  const record = database.prepare(
    `INSERT INTO settled (id, state, settled_at, attempts, reason, request_id)
     SELECT id, ?, ?, attempts, ?, ? FROM outbox ${mine}`,
  );
  const dequeue = database.prepare(`DELETE FROM outbox ${mine}`);

  function settleOne(settlement: Settlement, now: number): number {
    const { id, lease } = settlement;
    switch (settlement.kind) {
      case 'accepted':
        record.run('accepted', now, null, settlement.requestId, id, lease);
        return Number(dequeue.run(id, lease).changes);
      case 'dead':
        record.run('dead', now, settlement.reason, settlement.requestId, id, lease);
        return Number(dequeue.run(id, lease).changes);
      case 'retry':
        return Number(postpone.run(settlement.dueAt, settlement.reason, id, lease).changes);
      case 'returned':
        return Number(giveBack.run(now, id, lease).changes);
      default:
        return settlement satisfies never;
    }
  }

  return (settlements, now) =>
    settlements.reduce((settled, settlement) => settled + settleOne(settlement, now), 0);
}
