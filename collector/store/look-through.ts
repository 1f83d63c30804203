import type { StoredEvent } from './store.ts';

/**
 * Rows that one look reads at most: some milliseconds, also from a disk. Looking for what hardly occurs would else read
 * all of a day's events at once, and hold up those that come in.
 */
const MOST_ROWS = 5000;
/** The newest are looked for most often, and found at once. */
const FIRST_ROWS = 100;
const GROWTH = 4;

/** What one look has found, newest first, and the id below which the next one goes on; null where there is no more. */
export interface Look {
  readonly events: readonly StoredEvent[];
  readonly next: number | null;
}

/**
 * Looks through the stored events from the newest on, some rows at a time, until there are enough.
 *
 * @param look finds up to `limit` events among the next `rows` rows below the id `before`
 */
export async function lookThrough(
  look: (limit: number, before: number, rows: number) => Promise<Look>,
  limit: number,
  before = Number.MAX_SAFE_INTEGER,
): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  let rows = Math.max(limit, FIRST_ROWS);
  for (let next: number | null = before; next !== null && found.length < limit; ) {
    const part = await look(limit - found.length, next, Math.min(rows, MOST_ROWS));
    found.push(...part.events);
    next = part.next;
    rows *= GROWTH;
  }
  return found;
}
