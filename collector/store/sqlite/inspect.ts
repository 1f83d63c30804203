import type { DatabaseSync } from 'node:sqlite';
import type { StoredEvent, StoreStats } from '../store.ts';
import { EVENT_COLUMNS, storedEventOf } from './stored-event.ts';

/** Prepares the look at the newest events. */
export function prepareRecent(database: DatabaseSync): (limit: number) => StoredEvent[] {
  const select = database.prepare(
    `SELECT ${EVENT_COLUMNS}, state, attempts, reason, request_id FROM outbox ORDER BY id DESC LIMIT ?`,
  );
  return (limit) => select.all(limit).map(storedEventOf);
}

/** Prepares the counts of the outbox. */
export function prepareStats(database: DatabaseSync): (now: number) => StoreStats {
  const select = database.prepare(
    `SELECT count(*) FILTER (WHERE state = 'due') AS due,
            count(*) FILTER (WHERE state = 'accepted') AS accepted,
            count(*) FILTER (WHERE state = 'dead') AS dead,
            min(received_at) FILTER (WHERE state = 'due') AS oldest
     FROM outbox`,
  );
  return function stats(now) {
    const row = select.get();
    return {
      due: Number(row?.due),
      accepted: Number(row?.accepted),
      dead: Number(row?.dead),
      oldestDueMs: row?.oldest === null ? 0 : Math.max(0, now - Number(row?.oldest)),
    };
  };
}
