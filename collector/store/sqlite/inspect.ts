import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  EVENT_STATES,
  type EventFilter,
  type EventState,
  type QueueSize,
  type StoredEvent,
  type StoreStats,
} from '../store.ts';
import { EVENT_COLUMNS, storedEventOf } from './stored-event.ts';

/** Where the rows of a state are found without a walk through all events. */
const ROWS_OF: Readonly<Record<EventState | 'any', string>> = {
  any: 'events LEFT JOIN settled USING (id) LEFT JOIN outbox USING (id)',
  due: 'outbox CROSS JOIN events USING (id) LEFT JOIN settled USING (id)',
  accepted: 'settled NOT INDEXED CROSS JOIN events USING (id) LEFT JOIN outbox USING (id)',
  dead: 'settled INDEXED BY settled_dead CROSS JOIN events USING (id) LEFT JOIN outbox USING (id)',
  collected: 'settled NOT INDEXED CROSS JOIN events USING (id) LEFT JOIN outbox USING (id)',
};

const STATE_IS: Readonly<Record<EventState | 'any', string>> = {
  any: 'TRUE',
  due: 'TRUE',
  accepted: "settled.state = 'accepted'",
  dead: "settled.state = 'dead'",
  collected: "settled.state = 'collected'",
};

/** Prepares the look at the newest events. */
export function prepareRecent(database: DatabaseSync): (limit: number, filter: EventFilter) => StoredEvent[] {
  function prepare(state: EventState | 'any') {
    const id = state === 'any' ? 'events.id' : state === 'due' ? 'outbox.id' : 'settled.id';
    return database.prepare(
      `SELECT ${EVENT_COLUMNS}, findings, coalesce(state, 'due') AS state, request_id,
              coalesce(settled.attempts, outbox.attempts) AS attempts,
              coalesce(settled.reason, outbox.reason) AS reason,
              coalesce(settled.history, outbox.history) AS history
       FROM ${ROWS_OF[state]}
       WHERE ${STATE_IS[state]} AND ${id} < $before
         AND ($ids IS NULL OR ${id} IN (SELECT value FROM json_each($ids)))
         AND ($pixel IS NULL OR events.pixel = $pixel)
         AND ($eventId IS NULL OR event_id = $eventId)
         AND ($reason IS NULL OR instr(coalesce(settled.reason, outbox.reason, ''), $reason) > 0)
         AND received_at >= $since AND received_at < $until
       ORDER BY ${id} DESC LIMIT $limit`,
    );
  }
  const selects = new Map<EventState | 'any', StatementSync>(
    (['any', ...EVENT_STATES] as const).map((state) => [state, prepare(state)] as const),
  );

  return function recent(limit, { state, pixel, reason, eventId, since, until, before, ids }) {
    const rows = selects.get(state ?? 'any')?.all({
      limit,
      before: before ?? Number.MAX_SAFE_INTEGER,
      ids: ids ? JSON.stringify(ids) : null,
      pixel: pixel ?? null,
      eventId: eventId ?? null,
      reason: reason ?? null,
      since: since ?? 0,
      until: until ?? Number.MAX_SAFE_INTEGER,
    });
    return (rows ?? []).map(storedEventOf);
  };
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

/** Events whose bodies are measured: to read all of a million bodies would hold up the writers for a second. */
const SAMPLE = 1000;

/** Prepares the look at what waits. Ids are given in the order of arrival, so the least one is the oldest. */
export function prepareQueue(database: DatabaseSync): (now: number) => QueueSize {
  const select = database.prepare(
    `SELECT (SELECT count(*) FROM outbox) AS waiting,
            (SELECT avg(octet_length(body)) FROM events
             WHERE id IN (SELECT id FROM outbox ORDER BY id DESC LIMIT ${SAMPLE})) AS bytes,
            (SELECT received_at FROM events WHERE id = (SELECT min(id) FROM outbox)) AS oldest`,
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
