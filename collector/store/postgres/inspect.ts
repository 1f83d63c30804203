import type { QueueSize, StoreStats } from '../store.ts';
import type { Run } from './connect.ts';

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
