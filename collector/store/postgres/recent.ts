import { type Look, lookThrough } from '../look-through.ts';
import type { EventFilter, EventState, StoredEvent } from '../store.ts';
import type { Run } from './connect.ts';
import { EVENT_COLUMNS, eventOf } from './stored-event.ts';

type State = EventState | 'any';

/** Where the rows of a state are found without a walk through all events. */
const TABLE_OF: Readonly<Record<State, 'events' | 'outbox' | 'settled'>> = {
  any: 'events',
  due: 'outbox',
  accepted: 'settled',
  dead: 'settled',
  collected: 'settled',
};

const JOINED = {
  events:
    'clickthread.events LEFT JOIN clickthread.settled USING (id, pixel) LEFT JOIN clickthread.outbox USING (id, pixel)',
  outbox:
    'clickthread.outbox JOIN clickthread.events USING (id, pixel) LEFT JOIN clickthread.settled USING (id, pixel)',
  settled:
    'clickthread.settled JOIN clickthread.events USING (id, pixel) LEFT JOIN clickthread.outbox USING (id, pixel)',
};

/** The id of the last of the next rows. Few events are dead, and those have an index of their own. */
function lastOf(state: State) {
  const ofState = state === 'dead' ? "state = 'dead' AND" : '';
  return {
    name: `recent_last_${state}`,
    text: `SELECT id FROM clickthread.${TABLE_OF[state]} WHERE ${ofState} id < $1 ORDER BY id DESC OFFSET $2 LIMIT 1`,
  };
}

function recentOf(state: State, by: 'range' | 'ids') {
  const table = TABLE_OF[state];
  return {
    name: `recent_${state}_by_${by}`,
    text: `
  SELECT ${EVENT_COLUMNS}, findings, coalesce(state, 'due') AS state, request_id,
         coalesce(settled.attempts, outbox.attempts) AS attempts,
         coalesce(settled.reason, outbox.reason) AS reason,
         coalesce(settled.history, outbox.history) AS history
  FROM ${JOINED[table]}
  WHERE ${table === 'settled' ? `settled.state = '${state}' AND` : ''} id < $2
    AND ${by === 'ids' ? 'id = ANY ($3::bigint[])' : 'id >= $3::bigint'}
    AND ($4::text IS NULL OR pixel = $4)
    AND ($5::text IS NULL OR event_id = $5)
    AND ($6::text IS NULL OR strpos(coalesce(settled.reason, outbox.reason, ''), $6) > 0)
    AND events.received_at >= $7 AND events.received_at < $8
  ORDER BY id DESC LIMIT $1`,
  };
}

/** The newest events. */
export function recent(run: Run, limit: number, filter: EventFilter = {}): Promise<StoredEvent[]> {
  return lookThrough(
    (count, before, rows) => look(run, count, { ...filter, before }, rows),
    limit,
    filter.before,
  );
}

/** Of those whose ids are given it sees all at once. */
async function look(
  run: Run,
  limit: number,
  {
    state: asked,
    pixel,
    reason,
    eventId,
    since,
    until,
    before,
    ids,
  }: EventFilter & { readonly before: number },
  rows: number,
): Promise<Look> {
  const state = asked ?? 'any';
  const [last] = ids ? [] : await run(lastOf(state), [before, rows - 1]);
  const found = await run(recentOf(state, ids ? 'ids' : 'range'), [
    limit,
    before,
    ids ?? last?.id ?? 0,
    pixel ?? null,
    eventId ?? null,
    reason ?? null,
    since ?? 0,
    until ?? Number.MAX_SAFE_INTEGER,
  ]);
  const events = found.map((row) => ({
    ...eventOf(row),
    findings: row.findings,
    state: row.state,
    attempts: row.attempts,
    reason: row.reason,
    requestId: row.request_id,
    history: row.history,
  }));
  return { events, next: last ? Number(last.id) : null };
}
