import type { DatabaseSync } from 'node:sqlite';
import type { QueueSize, StoreStats } from '../store.ts';

/** Nought is written by a process of the version before the column. */
const WAITS_SINCE = 'nullif(waits_since, 0)';

/** Prepares the counts of the outbox. */
export function prepareStats(database: DatabaseSync): (now: number) => StoreStats {
  const select = database.prepare(
    `SELECT (SELECT count(*) FROM outbox) AS due,
            (SELECT count(*) FROM settled WHERE state = 'accepted') AS accepted,
            (SELECT count(*) FROM settled WHERE state = 'dead') AS dead,
            (SELECT count(*) FROM settled WHERE state = 'collected') AS collected,
            (SELECT min(${WAITS_SINCE}) FROM outbox) AS oldest`,
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

/** Events that are looked at: to read all of a million bodies would hold up the writers for a second. */
const SAMPLE = 1000;

/** Prepares the look at what waits. Ids are given in the order of arrival, so the oldest are first, but for what is replayed. */
export function prepareQueue(database: DatabaseSync): (now: number) => QueueSize {
  const select = database.prepare(
    `SELECT (SELECT count(*) FROM outbox) AS waiting,
            (SELECT avg(octet_length(body)) FROM events
             WHERE id IN (SELECT id FROM outbox ORDER BY id DESC LIMIT ${SAMPLE})) AS bytes,
            (SELECT min(${WAITS_SINCE}) FROM (SELECT waits_since FROM outbox ORDER BY id LIMIT ${SAMPLE})) AS oldest`,
  );
  return function queue(now) {
    const row = select.get();
    const events = Number(row?.waiting);
    return {
      events,
      bytes: Math.round(events * Number(row?.bytes)),
      oldestMs: row?.oldest === null ? 0 : Math.max(0, now - Number(row?.oldest)),
    };
  };
}
