import type { DatabaseSync } from 'node:sqlite';
import type { ClaimedEvent, ClaimFilter } from '../store.ts';
import { EVENT_COLUMNS, eventOf } from './stored-event.ts';

/**
 * No retry is set for a later time (`relay/retry-schedule.ts` ends at 12 h): what is due later was stored, or put off,
 * while the clock was ahead.
 */
const FURTHEST_DUE_MS = 15 * 60 * 60 * 1000;

type Claim = (
  limit: number,
  leaseMs: number,
  lease: string,
  filter: ClaimFilter,
  now: number,
) => ClaimedEvent[];

/**
 * Prepares the lease of due events. A lease is a due time in the future plus a token: when the holder dies, the
 * event simply falls due again, and the token keeps a holder that wakes late from settling what is not its own.
 */
export function prepareClaim(database: DatabaseSync): Claim {
  const firstPixel = database.prepare('SELECT min(pixel) AS pixel FROM outbox');
  const nextPixel = database.prepare('SELECT min(pixel) AS pixel FROM outbox WHERE pixel > ?');
  const oldest = database.prepare(
    'SELECT id, due_at FROM outbox WHERE pixel = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?',
  );
  const misdated = database.prepare(
    'SELECT id, due_at FROM outbox WHERE pixel = ? AND due_at > ? ORDER BY due_at, id LIMIT ?',
  );
  const leaseDue = database.prepare(
    `UPDATE outbox SET lease = ?, due_at = ?, attempts = attempts + 1
     WHERE id IN (SELECT value FROM json_each(?))`,
  );
  const readLeased = database.prepare(
    `SELECT ${EVENT_COLUMNS}, attempts, history FROM outbox JOIN events USING (id)
     WHERE outbox.id IN (SELECT value FROM json_each(?)) ORDER BY outbox.id`,
  );

  /** One look at the index for each pixel, however many of its events wait. */
  function* waitingPixels(): Iterable<string> {
    let pixel = firstPixel.get()?.pixel;
    while (typeof pixel === 'string') {
      yield pixel;
      pixel = nextPixel.get(pixel)?.pixel;
    }
  }

  function dueIds(limit: number, except: readonly string[], now: number): number[] {
    const due = [...waitingPixels()]
      .filter((pixel) => !except.includes(pixel))
      .flatMap((pixel) => [
        ...oldest.all(pixel, now, limit),
        ...misdated.all(pixel, now + FURTHEST_DUE_MS, limit),
      ])
      .map((row) => ({ id: Number(row.id), dueAt: Number(row.due_at) }));
    due.sort((left, right) => left.dueAt - right.dueAt || left.id - right.id);
    return due.slice(0, limit).map(({ id }) => id);
  }

  return function claim(limit, leaseMs, lease, { except = [] }, now) {
    const ids = dueIds(limit, except, now);
    if (ids.length === 0) return [];
    const list = JSON.stringify(ids);
    leaseDue.run(lease, now + leaseMs, list);
    return readLeased.all(list).map((row) => ({
      ...eventOf(row),
      lease,
      attempts: Number(row.attempts) - 1,
      history: row.history as string | null,
    }));
  };
}
