import { RETENTION_MS } from '../retention.ts';
import type { Replay } from '../store.ts';
import { DAY_MS, OVERLAP_MS } from './append.ts';
import type { Run } from './connect.ts';
import { plainText } from './values.ts';
import { writeKeys } from './write-keys.ts';

/**
 * Puts events back that are dead still, and have their keys: where another copy was stored since, it has taken the key,
 * and was or will be sent. What is remembered of a later time than the death is such a copy too.
 */
const REVIVE = {
  name: 'replay_revive',
  text: `
  WITH clock AS MATERIALIZED (
    SELECT now, (now / ${DAY_MS})::integer AS today, now % ${DAY_MS} < ${OVERLAP_MS} AS is_early
    FROM clickthread.now_ms() AS now
  ),
  dead AS MATERIALIZED (
    SELECT given.*, settled.pixel, settled.key, settled.settled_at
    FROM unnest($1::bigint[], $2::text[]) AS given (id, history)
    JOIN clickthread.settled ON settled.id = given.id AND settled.key IS NOT NULL
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
    -- It waits from now on.
    INSERT INTO clickthread.outbox (id, pixel, due_at, received_at, history)
    SELECT id, pixel, now, now, history FROM fresh, clock
  )
  SELECT id FROM fresh ORDER BY id`,
};

/** @returns the ids of those that went back */
export async function replay(run: Run, replays: readonly Replay[]): Promise<number[]> {
  if (replays.length === 0) return [];
  const rows = await writeKeys(run)(REVIVE, [
    replays.map(({ id }) => id),
    replays.map(({ history }) => plainText(history)),
  ]);
  return rows.map(({ id }) => Number(id));
}
