import type { EventFilter, EventState, QueueSize, StoredEvent, StoreStats } from '../store.ts';
import type { Run } from './connect.ts';
import { EVENT_COLUMNS, eventOf } from './stored-event.ts';

/** Where the rows of a state are found without a walk through all events. */
const ROWS_OF: Readonly<Record<EventState | 'any', string>> = {
  any: 'clickthread.events LEFT JOIN clickthread.settled USING (id, pixel) LEFT JOIN clickthread.outbox USING (id, pixel)',
  due: 'clickthread.outbox JOIN clickthread.events USING (id, pixel) LEFT JOIN clickthread.settled USING (id, pixel)',
  accepted:
    'clickthread.settled JOIN clickthread.events USING (id, pixel) LEFT JOIN clickthread.outbox USING (id, pixel)',
  dead: 'clickthread.settled JOIN clickthread.events USING (id, pixel) LEFT JOIN clickthread.outbox USING (id, pixel)',
  collected:
    'clickthread.settled JOIN clickthread.events USING (id, pixel) LEFT JOIN clickthread.outbox USING (id, pixel)',
};

function recentOf(state: EventState | 'any'): { readonly name: string; readonly text: string } {
  const isSettled = state !== 'any' && state !== 'due';
  return {
    name: `recent_${state}`,
    text: `
  SELECT ${EVENT_COLUMNS}, findings, coalesce(state, 'due') AS state, request_id,
         coalesce(settled.attempts, outbox.attempts) AS attempts,
         coalesce(settled.reason, outbox.reason) AS reason,
         coalesce(settled.history, outbox.history) AS history
  FROM ${ROWS_OF[state]}
  WHERE ${isSettled ? `settled.state = '${state}' AND` : ''} id < $2
    AND ($3::bigint[] IS NULL OR id = ANY ($3))
    AND ($4::text IS NULL OR pixel = $4)
    AND ($5::text IS NULL OR event_id = $5)
    AND ($6::text IS NULL OR strpos(coalesce(settled.reason, outbox.reason, ''), $6) > 0)
    AND events.received_at >= $7 AND events.received_at < $8
  ORDER BY id DESC LIMIT $1`,
  };
}

/** The newest events. */
export async function recent(
  run: Run,
  limit: number,
  { state, pixel, reason, eventId, since, until, before, ids }: EventFilter = {},
): Promise<StoredEvent[]> {
  const rows = await run(recentOf(state ?? 'any'), [
    limit,
    before ?? Number.MAX_SAFE_INTEGER,
    ids ?? null,
    pixel ?? null,
    eventId ?? null,
    reason ?? null,
    since ?? 0,
    until ?? Number.MAX_SAFE_INTEGER,
  ]);
  return rows.map((row) => ({
    ...eventOf(row),
    findings: row.findings,
    state: row.state,
    attempts: row.attempts,
    reason: row.reason,
    requestId: row.request_id,
    history: row.history,
  }));
}

const STATS = {
  name: 'stats',
  text: `
  SELECT (SELECT count(*) FROM clickthread.outbox) AS due,
         (SELECT count(*) FROM clickthread.settled WHERE state = 'accepted') AS accepted,
         (SELECT count(*) FROM clickthread.settled WHERE state = 'dead') AS dead,
         (SELECT count(*) FROM clickthread.settled WHERE state = 'collected') AS collected,
         coalesce(clickthread.now_ms() - (SELECT min(received_at) FROM clickthread.outbox), 0) AS oldest_due_ms`,
};

/** The counts of the outbox. */
export async function stats(run: Run): Promise<StoreStats> {
  const [row] = await run(STATS, []);
  return {
    due: Number(row?.due),
    accepted: Number(row?.accepted),
    dead: Number(row?.dead),
    collected: Number(row?.collected),
    oldestDueMs: Math.max(0, Number(row?.oldest_due_ms)),
  };
}

/** So many of the newest bodies say how large one is. */
const SAMPLE = 100;

const QUEUE = {
  name: 'queue',
  text: `
  SELECT count(*) AS events, coalesce(clickthread.now_ms() - min(received_at), 0) AS oldest_ms,
         (SELECT avg(octet_length(body)) FROM clickthread.events WHERE (id, pixel) IN (
           SELECT id, pixel FROM clickthread.outbox ORDER BY id DESC LIMIT ${SAMPLE}
         )) AS bytes
  FROM clickthread.outbox`,
};

/** What waits; of the bodies an estimate. */
export async function queue(run: Run): Promise<QueueSize> {
  const [row] = await run(QUEUE, []);
  const events = Number(row?.events);
  return {
    events,
    bytes: Math.round(events * Number(row?.bytes)),
    oldestMs: Math.max(0, Number(row?.oldest_ms)),
  };
}
