import type { DatabaseSync } from 'node:sqlite';
import type { Settlement } from '../store.ts';

/** Prepares the writing of outcomes; a row whose lease has passed to somebody else is left alone. */
export function prepareSettle(
  database: DatabaseSync,
): (settlements: readonly Settlement[], now: number) => number {
  const mine = `WHERE id = ? AND lease = ? AND state = 'due'`;
  const finish = database.prepare(
    `UPDATE outbox SET state = ?, settled_at = ?, reason = ?, request_id = ?, lease = NULL ${mine}`,
  );
  const postpone = database.prepare(`UPDATE outbox SET due_at = ?, reason = ?, lease = NULL ${mine}`);
  const giveBack = database.prepare(
    `UPDATE outbox SET due_at = ?, attempts = attempts - 1, lease = NULL ${mine}`,
  );

  function settleOne(settlement: Settlement, now: number): number {
    const { id, lease } = settlement;
    switch (settlement.kind) {
      case 'accepted':
        return Number(finish.run('accepted', now, null, settlement.requestId, id, lease).changes);
      case 'dead':
        return Number(finish.run('dead', now, settlement.reason, settlement.requestId, id, lease).changes);
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
