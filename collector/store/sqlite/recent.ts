import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Look } from '../look-through.ts';
import { EVENT_STATES, type EventFilter, type EventState } from '../store.ts';
import { EVENT_COLUMNS, storedEventOf } from './stored-event.ts';

/** How the rows of a state are found without a walk through all events. */
interface Rows {
  /** Where their ids are, and which of them belong to it. */
  readonly ids: string;
  readonly is: string;
  /** Where the rows are. */
  readonly all: string;
}

const JOINED = {
  events: 'events LEFT JOIN settled USING (id) LEFT JOIN outbox USING (id)',
  outbox: 'outbox CROSS JOIN events USING (id) LEFT JOIN settled USING (id)',
  settled: 'CROSS JOIN events USING (id) LEFT JOIN outbox USING (id)',
};
const settledAs = (state: EventState, index: string): Rows => ({
  ids: `settled ${index}`,
  is: `settled.state = '${state}'`,
  all: `settled ${index} ${JOINED.settled}`,
});

const ROWS: Readonly<Record<EventState | 'any', Rows>> = {
  any: { ids: 'events', is: 'TRUE', all: JOINED.events },
  due: { ids: 'outbox', is: 'TRUE', all: JOINED.outbox },
  accepted: settledAs('accepted', 'NOT INDEXED'),
  dead: settledAs('dead', 'INDEXED BY settled_dead'),
  collected: settledAs('collected', 'NOT INDEXED'),
};

const idOf = ({ ids }: Rows) => `${ids.split(' ')[0]}.id`;

/** One look at events, newest first; see `look-through.ts`. Of those whose ids are given it sees all at once. */
export function prepareRecent(
  database: DatabaseSync,
): (limit: number, filter: EventFilter, rows: number) => Look {
  function prepare(rows: Rows, range: string): StatementSync {
    return database.prepare(
      `SELECT ${EVENT_COLUMNS}, findings, coalesce(state, 'due') AS state, request_id,
              coalesce(settled.attempts, outbox.attempts) AS attempts,
              coalesce(settled.reason, outbox.reason) AS reason,
              coalesce(settled.history, outbox.history) AS history
       FROM ${rows.all}
       WHERE ${rows.is} AND ${idOf(rows)} < $before AND ${range}
         AND ($pixel IS NULL OR events.pixel = $pixel)
         AND ($eventId IS NULL OR event_id = $eventId)
         AND ($reason IS NULL OR instr(coalesce(settled.reason, outbox.reason, ''), $reason) > 0)
         AND received_at >= $since AND received_at < $until
       ORDER BY ${idOf(rows)} DESC LIMIT $limit`,
    );
  }
  const looks = new Map(
    (['any', ...EVENT_STATES] as const).map((state) => {
      const rows = ROWS[state];
      const last = database.prepare(
        `SELECT id FROM ${rows.ids} WHERE ${state === 'dead' ? rows.is : 'TRUE'} AND id < ? ORDER BY id DESC LIMIT 1 OFFSET ?`,
      );
      return [
        state,
        {
          last,
          inRange: prepare(rows, `${idOf(rows)} >= $from`),
          byId: prepare(rows, `${idOf(rows)} IN (SELECT value FROM json_each($from))`),
        },
      ];
    }),
  );

  return function recent(limit, { state, pixel, reason, eventId, since, until, before, ids }, rows) {
    const look = looks.get(state ?? 'any');
    if (!look) throw new Error(`no state of an event: ${state}`);
    const below = before ?? Number.MAX_SAFE_INTEGER;
    const from = ids ? undefined : look.last.get(below, rows - 1)?.id;
    const found = (ids ? look.byId : look.inRange).all({
      limit,
      before: below,
      from: ids ? JSON.stringify(ids) : (from ?? 0),
      pixel: pixel ?? null,
      eventId: eventId ?? null,
      reason: reason ?? null,
      since: since ?? 0,
      until: until ?? Number.MAX_SAFE_INTEGER,
    });
    return { events: found.map(storedEventOf), next: from === undefined ? null : Number(from) };
  };
}
