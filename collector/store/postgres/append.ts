import { eventKey } from '../event-key.ts';
import { RETENTION_MS } from '../retention.ts';
import type { Append, AppendResult, NewEvent } from '../store.ts';
import type { Run } from './connect.ts';
import { plainText, uuidOf } from './values.ts';
import { sightingColumns } from './visitors.ts';
import { writeKeys } from './write-keys.ts';

export const DAY_MS = 86_400_000;

/**
 * For so long after midnight a new id is written to yesterday's partition too. Ids are unique within a day only, and a
 * copy may be on its way to yesterday's, unseen as yet: there the two meet, the later waits for the earlier and loses.
 */
export const OVERLAP_MS = 3_600_000;

/**
 * One statement, and so one transaction: new keys, their events, what is to be sent, what is collected, visitors.
 * Keys are written in order, so that two statements with the same ones wait for each other instead of crosswise.
 */
const APPEND = {
  name: 'append',
  text: `
  WITH clock AS MATERIALIZED (
    SELECT now, (now / ${DAY_MS})::integer AS today, now % ${DAY_MS} < ${OVERLAP_MS} AS is_early
    FROM clickthread.now_ms() AS now
  ),
  given AS MATERIALIZED (
    SELECT * FROM unnest(
      $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], string_to_array($7, E'\\n'), $8::text[], $9::bigint[], $10::boolean[]
    ) WITH ORDINALITY AS
      given (key, pixel, event_source, test_event_code, event, event_id, body, findings, received_at, relayed, place)
  ),
  fresh AS MATERIALIZED (
    -- Not known of the days before; today's are found as conflicts.
    -- LATERAL with a LIMIT is looked up key by key; NOT EXISTS may become a join with all of a day's keys.
    SELECT key, pixel FROM given LEFT JOIN LATERAL (
      SELECT TRUE AS is_known FROM clickthread.event_keys
      WHERE key = given.key AND pixel = given.pixel
        AND day BETWEEN (SELECT today - 2 FROM clock) AND (SELECT today - 1 FROM clock)
        AND expires_at > (SELECT now FROM clock)
      LIMIT 1
    ) AS known ON TRUE
    WHERE is_known IS NULL ORDER BY key
  ),
  first_there AS (
    INSERT INTO clickthread.event_keys (key, pixel, day, expires_at)
    SELECT key, pixel, today - 1, now + ${RETENTION_MS.eventKeys} FROM fresh, clock WHERE is_early ORDER BY key
    ON CONFLICT DO NOTHING RETURNING key
  ),
  remembered AS (
    INSERT INTO clickthread.event_keys (key, pixel, day, expires_at)
    SELECT key, pixel, today, now + ${RETENTION_MS.eventKeys} FROM fresh, clock
    WHERE (NOT is_early OR (key IN (SELECT key FROM first_there)) IS TRUE) ORDER BY key
    ON CONFLICT DO NOTHING RETURNING key
  ),
  -- "IS TRUE" keeps the planner from a nested loop over both lists: it hashes the smaller one.
  stored AS MATERIALIZED (
    SELECT nextval('clickthread.event_ids') AS id, given.*
    FROM (SELECT * FROM given WHERE (key IN (SELECT key FROM remembered)) IS TRUE ORDER BY place) AS given
  ),
  kept AS (
    INSERT INTO clickthread.events
      (id, pixel, event_source, test_event_code, event, event_id, body, findings, received_at)
    SELECT id, pixel, event_source, test_event_code, event, event_id, body, findings, received_at FROM stored
  ),
  -- A dead event of which another copy is stored here may not be replayed any more.
  replaced AS (
    UPDATE clickthread.settled SET key = NULL FROM stored
    WHERE settled.key = stored.key AND settled.pixel = stored.pixel
  ),
  enqueued AS (
    INSERT INTO clickthread.outbox (id, pixel, due_at, received_at)
    SELECT id, pixel, now, received_at FROM stored, clock WHERE relayed
  ),
  collected AS (
    INSERT INTO clickthread.settled (id, pixel, state, settled_at, attempts)
    SELECT id, pixel, 'collected', now, 0 FROM stored, clock WHERE NOT relayed
  ),
  sighted AS (
    INSERT INTO clickthread.visitors AS visitor (key, ttclid, ttp, ip, user_agent, page_url, seen_at)
    SELECT seen.*, now
    FROM unnest($11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[]) AS seen (key), clock
    ORDER BY seen.key
    ON CONFLICT (key) DO UPDATE SET
      ttclid = coalesce(excluded.ttclid, visitor.ttclid),
      ttp = coalesce(excluded.ttp, visitor.ttp),
      ip = coalesce(excluded.ip, visitor.ip),
      user_agent = coalesce(excluded.user_agent, visitor.user_agent),
      page_url = coalesce(excluded.page_url, visitor.page_url),
      seen_at = excluded.seen_at
  )
  SELECT place FROM stored`,
};

/**
 * Writes many callers' events in one statement. Of copies among them the first counts.
 *
 * @returns the results of each append in the order given, and whether anything is due now
 */
export async function append(
  run: Run,
  appends: readonly Append[],
): Promise<{ readonly results: AppendResult[][]; readonly isDue: boolean }> {
  const places = new Map<string, number>();
  const events: NewEvent[] = [];
  const placed = appends.map((each) =>
    each.events.map((event) => {
      const key = uuidOf(eventKey(event));
      if (places.has(key)) return -1;
      places.set(key, events.length);
      return events.push(event) - 1;
    }),
  );
  const values = [
    [...places.keys()],
    ...eventColumns(events),
    ...sightingColumns(appends.flatMap(({ sightings }) => sightings)),
  ];
  const rows = await writeKeys(run)(APPEND, values);
  const stored = new Set(rows.map(({ place }) => Number(place) - 1));
  return {
    results: placed.map((each) => each.map((place) => (stored.has(place) ? 'stored' : 'duplicate'))),
    isDue: events.some(({ relayed }, place) => relayed && stored.has(place)),
  };
}

function eventColumns(events: readonly NewEvent[]): unknown[] {
  return [
    events.map(({ pixel }) => plainText(pixel)),
    events.map(({ eventSource }) => eventSource),
    events.map(({ testEventCode }) => plainText(testEventCode)),
    events.map(({ event }) => plainText(event)),
    events.map(({ eventId }) => plainText(eventId)),
    events.map(({ body }) => oneLine(body)).join('\n'),
    events.map(({ findings }) => plainText(findings)),
    events.map(({ receivedAt }) => receivedAt),
    events.map(({ relayed }) => relayed),
  ];
}

/**
 * Bodies go as lines of one text: an array of texts would have each of their many quotes escaped here and unescaped
 * there. A line break in JSON is a space between its parts, never one of theirs. https://www.rfc-editor.org/rfc/rfc8259#section-7
 */
function oneLine(json: string): string {
  return plainText(json).replaceAll('\n', ' ');
}
