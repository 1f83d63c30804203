import type { ClaimedEvent, ClaimFilter } from '../store.ts';
import type { Run } from './connect.ts';
import { EVENT_COLUMNS, eventOf } from './stored-event.ts';

/**
 * Leases due events. Rows that another relay is leasing at this moment are passed over, not waited for; a lease ends
 * by the server's clock, so relays whose own clocks differ agree on it.
 */
const CLAIM = {
  name: 'claim',
  text: `
  WITH RECURSIVE clock AS MATERIALIZED (SELECT clickthread.now_ms() AS now),
  -- One look at the index for each pixel.
  waiting AS (
    (SELECT pixel FROM clickthread.outbox ORDER BY pixel LIMIT 1)
    UNION ALL
    SELECT (SELECT pixel FROM clickthread.outbox WHERE pixel > waiting.pixel ORDER BY pixel LIMIT 1)
    FROM waiting WHERE waiting.pixel IS NOT NULL
  ),
  free AS MATERIALIZED (
    SELECT oldest.id, waiting.pixel, oldest.due_at FROM waiting CROSS JOIN LATERAL (
      SELECT id, due_at FROM clickthread.outbox
      WHERE pixel = waiting.pixel AND due_at <= (SELECT now FROM clock)
      ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED
    ) AS oldest
    WHERE waiting.pixel <> ALL ($4::text[])
  ),
  due AS MATERIALIZED (SELECT id, pixel FROM free ORDER BY due_at, id LIMIT $1),
  leased AS (
    UPDATE clickthread.outbox SET lease = $3, due_at = now + $2, attempts = attempts + 1
    FROM due, clock WHERE outbox.id = due.id AND outbox.pixel = due.pixel
    RETURNING outbox.id, outbox.pixel, attempts - 1 AS attempts, history
  )
  SELECT ${EVENT_COLUMNS}, attempts, history
  FROM leased JOIN clickthread.events ON events.id = leased.id AND events.pixel = leased.pixel
  ORDER BY events.id`,
};

/** @param lease the fencing token of this claim, unlike that of any other */
export async function claim(
  run: Run,
  limit: number,
  leaseMs: number,
  lease: string,
  { except = [] }: ClaimFilter = {},
): Promise<ClaimedEvent[]> {
  const rows = await run(CLAIM, [limit, leaseMs, lease, except]);
  return rows.map((row) => ({ ...eventOf(row), lease, attempts: row.attempts, history: row.history }));
}
