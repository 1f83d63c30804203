import { eventKey } from '../event-key.ts';
import { RETENTION_MS } from '../retention.ts';
import type { Replay } from '../store.ts';
import { DAY_MS, OVERLAP_MS } from './append.ts';
import type { Run } from './connect.ts';
import { plainText, uuidOf } from './values.ts';
import { writeKeys } from './write-keys.ts';

const FIND = {
  name: 'replay_find',
  text: `
  SELECT id, pixel, event, event_id FROM clickthread.settled JOIN clickthread.events USING (id, pixel)
  WHERE id = ANY ($1::bigint[]) AND state = 'dead'`,
};

/**
 * Puts events back that are dead still. The key tells when the last copy was stored: a later one than the death is
 * another copy, which was or will be sent. Of two dead copies one goes back.
 */
const REVIVE = {
  name: 'replay_revive',
  text: `
  WITH clock AS MATERIALIZED (
    SELECT now, (now / ${DAY_MS})::integer AS today, now % ${DAY_MS} < ${OVERLAP_MS} AS is_early
    FROM clickthread.now_ms() AS now
  ),
  dead AS MATERIALIZED (
    SELECT given.*, settled.settled_at
    FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::text[]) AS given (id, pixel, key, history)
    JOIN clickthread.settled ON settled.id = given.id AND settled.pixel = given.pixel AND state = 'dead'
    ORDER BY given.id FOR UPDATE OF settled
  ),
  fresh AS MATERIALIZED (
    SELECT DISTINCT ON (dead.key, dead.pixel) dead.* FROM dead LEFT JOIN LATERAL (
      SELECT TRUE AS is_known FROM clickthread.event_keys
      WHERE key = dead.key AND pixel = dead.pixel
        AND day BETWEEN (SELECT today - 2 FROM clock) AND (SELECT today FROM clock)
        AND expires_at > dead.settled_at + ${RETENTION_MS.eventKeys}
      LIMIT 1
    ) AS known ON TRUE
    WHERE is_known IS NULL ORDER BY dead.key, dead.pixel, dead.id
  ),
  remembered AS (
    INSERT INTO clickthread.event_keys (key, pixel, day, expires_at)
    SELECT key, pixel, day, now + ${RETENTION_MS.eventKeys} FROM fresh, clock,
      LATERAL (SELECT today AS day UNION ALL SELECT today - 1 WHERE is_early) AS days
    ORDER BY key, day
    ON CONFLICT (key, pixel, day) DO UPDATE SET expires_at = excluded.expires_at
  ),
  revived AS (
    DELETE FROM clickthread.settled USING fresh
    WHERE settled.id = fresh.id AND settled.pixel = fresh.pixel
  ),
  enqueued AS (
    INSERT INTO clickthread.outbox (id, pixel, due_at, received_at, history)
    SELECT fresh.id, fresh.pixel, now, events.received_at, fresh.history
    FROM fresh JOIN clickthread.events ON events.id = fresh.id AND events.pixel = fresh.pixel, clock
  )
  SELECT id FROM fresh ORDER BY id`,
};

/** @returns the ids of those that went back */
export async function replay(run: Run, replays: readonly Replay[]): Promise<number[]> {
  if (replays.length === 0) return [];
  const histories = new Map(replays.map(({ id, history }) => [id, history]));
  const dead = await run(FIND, [[...histories.keys()]]);
  const rows = await writeKeys(run)(REVIVE, [
    dead.map(({ id }) => id),
    dead.map(({ pixel }) => pixel),
    dead.map((row) =>
      uuidOf(eventKey({ pixel: String(row.pixel), event: String(row.event), eventId: String(row.event_id) })),
    ),
    dead.map(({ id }) => plainText(histories.get(Number(id)) ?? null)),
  ]);
  return rows.map(({ id }) => Number(id));
}
