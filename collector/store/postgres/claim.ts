import type { ClaimedEvent } from '../store.ts';
import type { Run } from './connect.ts';
import { EVENT_COLUMNS, eventOf } from './stored-event.ts';

/**
 * Leases due events. Rows that another relay is leasing at this moment are passed over, not waited for; a lease ends
 * by the server's clock, so relays whose own clocks differ agree on it.
 */
const CLAIM = {
  name: 'claim',
  text: `
  WITH clock AS MATERIALIZED (SELECT clickthread.now_ms() AS now),
  due AS MATERIALIZED (
    SELECT id, pixel FROM clickthread.outbox
    WHERE due_at <= (SELECT now FROM clock)
    ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED
  ),
  leased AS (
    UPDATE clickthread.outbox SET lease = $3, due_at = now + $2, attempts = attempts + 1
    FROM due, clock WHERE outbox.id = due.id AND outbox.pixel = due.pixel
    RETURNING outbox.id, outbox.pixel, attempts - 1 AS attempts
  )
  SELECT ${EVENT_COLUMNS}, attempts
  FROM leased JOIN clickthread.events ON events.id = leased.id AND events.pixel = leased.pixel
  ORDER BY events.id`,
};

/** @param lease the fencing token of this claim, unlike that of any other */
export async function claim(
  run: Run,
  limit: number,
  leaseMs: number,
  lease: string,
): Promise<ClaimedEvent[]> {
  const rows = await run(CLAIM, [limit, leaseMs, lease]);
  return rows.map((row) => ({ ...eventOf(row), lease, attempts: row.attempts }));
}
