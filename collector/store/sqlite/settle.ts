import type { DatabaseSync } from 'node:sqlite';
import type { Settlement } from '../store.ts';

/**
 * Prepares the writing of outcomes; a row whose lease has passed to somebody else is left alone. A request's events
 * mostly share one outcome, so those that do are written by one statement.
 */
export function prepareSettle(
  database: DatabaseSync,
): (settlements: readonly Settlement[], now: number) => number {
  const mine = 'WHERE lease = ? AND id IN (SELECT value FROM json_each(?))';
  const postpone = database.prepare(
    `UPDATE outbox SET due_at = ?, reason = ?, history = coalesce(?, history), lease = NULL ${mine}`,
  );
  const giveBack = database.prepare(
    `UPDATE outbox SET due_at = ?, attempts = attempts - 1, lease = NULL ${mine}`,
  );
  const accept = database.prepare(
    `INSERT INTO settled (id, state, settled_at, attempts, reason, request_id, history)
     SELECT id, 'accepted', ?, attempts, ?, ?, history FROM outbox ${mine}`,
  );
  const bury = database.prepare(
    `INSERT INTO settled (id, state, settled_at, attempts, reason, request_id, history, key)
     SELECT id, 'dead', ?, attempts, ?, ?, coalesce(?, history),
            (SELECT event_key(pixel, event, event_id) FROM events WHERE events.id = outbox.id)
     FROM outbox ${mine}`,
  );
  const dequeue = database.prepare(`DELETE FROM outbox ${mine}`);

  function settleAlike([first]: readonly [Settlement, ...Settlement[]], ids: string, now: number): number {
    const { lease } = first;
    switch (first.kind) {
      case 'accepted':
        accept.run(now, first.note ?? null, first.requestId, lease, ids);
        return Number(dequeue.run(lease, ids).changes);
      case 'dead':
        bury.run(now, first.reason, first.requestId, first.history ?? null, lease, ids);
        return Number(dequeue.run(lease, ids).changes);
      case 'retry':
        return Number(postpone.run(first.dueAt, first.reason, first.history ?? null, lease, ids).changes);
      case 'returned':
        return Number(giveBack.run(now, lease, ids).changes);
      default:
        return first satisfies never;
    }
  }

  return function settle(settlements, now) {
    let settled = 0;
    for (const alike of groupAlike(settlements)) {
      settled += settleAlike(alike, JSON.stringify(alike.map(({ id }) => id)), now);
    }
    return settled;
  };
}

function groupAlike(settlements: readonly Settlement[]): Iterable<[Settlement, ...Settlement[]]> {
  const groups = new Map<string, [Settlement, ...Settlement[]]>();
  for (const settlement of settlements) {
    const outcome = outcomeOf(settlement);
    const group = groups.get(outcome);
    if (group) group.push(settlement);
    else groups.set(outcome, [settlement]);
  }
  return groups.values();
}

/** All of a settlement but its event. */
function outcomeOf({ id: _, ...outcome }: Settlement): string {
  return JSON.stringify(Object.values(outcome));
}
