import type { StoredEvent, StoreStats } from '../store.ts';
import type { Run } from './connect.ts';
import { EVENT_COLUMNS, eventOf } from './stored-event.ts';

const RECENT = {
  name: 'recent',
  text: `
  SELECT ${EVENT_COLUMNS}, findings, coalesce(state, 'due') AS state, request_id,
         coalesce(settled.attempts, outbox.attempts) AS attempts,
         coalesce(settled.reason, outbox.reason) AS reason
  FROM (SELECT * FROM clickthread.events ORDER BY id DESC LIMIT $1) AS events
  LEFT JOIN clickthread.settled ON settled.id = events.id AND settled.pixel = events.pixel
  LEFT JOIN clickthread.outbox ON outbox.id = events.id AND outbox.pixel = events.pixel
  ORDER BY events.id DESC`,
};

/** The newest events. */
export async function recent(run: Run, limit: number): Promise<StoredEvent[]> {
  const rows = await run(RECENT, [limit]);
  return rows.map((row) => ({
    ...eventOf(row),
    findings: row.findings,
    state: row.state,
    attempts: row.attempts,
    reason: row.reason,
    requestId: row.request_id,
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
