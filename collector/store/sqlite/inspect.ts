import type { DatabaseSync } from 'node:sqlite';
import type { StoredEvent, StoreStats } from '../store.ts';
import { EVENT_COLUMNS, storedEventOf } from './stored-event.ts';

/** Prepares the look at the newest events. */
export function prepareRecent(database: DatabaseSync): (limit: number) => StoredEvent[] {
  const select = database.prepare(
    `SELECT ${EVENT_COLUMNS}, findings, coalesce(state, 'due') AS state, request_id,
            coalesce(settled.attempts, outbox.attempts) AS attempts,
            coalesce(settled.reason, outbox.reason) AS reason
     FROM events LEFT JOIN settled USING (id) LEFT JOIN outbox USING (id)
     ORDER BY events.id DESC LIMIT ?`,
  );
  return (limit) => select.all(limit).map(storedEventOf);
}

/** Prepares the counts of the outbox. */
export function prepareStats(database: DatabaseSync): (now: number) => StoreStats {
  const select = database.prepare(
    `SELECT (SELECT count(*) FROM outbox) AS due,
            (SELECT count(*) FROM settled WHERE state = 'accepted') AS accepted,
            (SELECT count(*) FROM settled WHERE state = 'dead') AS dead,
            (SELECT count(*) FROM settled WHERE state = 'collected') AS collected,
            (SELECT min(received_at) FROM outbox JOIN events USING (id)) AS oldest`,
  );
  return function stats(now) {
    const row = select.get();
    return {
      due: Number(row?.due),
      accepted: Number(row?.accepted),
      dead: Number(row?.dead),
      collected: Number(row?.collected),
      oldestDueMs: row?.oldest === null ? 0 : Math.max(0, now - Number(row?.oldest)),
    };
  };
}
