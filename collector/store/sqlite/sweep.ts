import type { DatabaseSync } from 'node:sqlite';
import { RETENTION_MS } from '../retention.ts';
import type { EventKeys } from './event-keys.ts';

/** Rows a sweep may delete from one table at once: some milliseconds, so that no append waits long behind it. */
const MAX_ROWS = 5000;

/** Visitors lie in the order of their keys, which is none: nearly each of them has a page of its own. */
const MAX_VISITORS = 250;

/** Pages that a sweep may give back to the file system at once: 4 MB, some milliseconds. */
const MAX_PAGES = 500;

/** Free pages that stay in the file for what comes next: 64 MB, or a quarter of a file that is larger than that. */
const SPARE_PAGES = 8000;
const SPARE_SHARE = 0.25;

/** Prepares the deletion of what has outlived its use; returns whether more is left for the next call. */
export function prepareSweep(database: DatabaseSync, eventKeys: EventKeys): (now: number) => boolean {
  const strangers = database.prepare(
    `DELETE FROM visitors WHERE key IN (SELECT key FROM visitors WHERE seen_at <= ? LIMIT ${MAX_VISITORS})`,
  );
  const old = `SELECT id FROM settled WHERE state = ? AND settled_at <= ? LIMIT ${MAX_ROWS}`;
  // The event first: its row in `settled` says which one it is.
  const oldEvents = database.prepare(`DELETE FROM events WHERE id IN (${old})`);
  const oldOutcomes = database.prepare(`DELETE FROM settled WHERE id IN (${old})`);

  function forget(state: 'accepted' | 'dead' | 'collected', before: number): number {
    oldEvents.run(state, before);
    return Number(oldOutcomes.run(state, before).changes);
  }

  const space = database.prepare(
    'SELECT page_count AS pages, freelist_count AS free FROM pragma_page_count, pragma_freelist_count',
  );

  /** After a jam the file is as long as the jam was; a file of before `auto_vacuum` keeps its length. */
  function giveBack(): boolean {
    const { pages, free } = space.get() ?? {};
    const surplus = Number(free) - Math.max(SPARE_PAGES, Number(pages) * SPARE_SHARE);
    if (surplus <= 0) return false;
    database.exec(`PRAGMA incremental_vacuum(${MAX_PAGES})`);
    return Number(space.get()?.free) < Number(free);
  }

  return function sweep(now) {
    const deleted = (['accepted', 'dead', 'collected'] as const).map((state) =>
      forget(state, now - RETENTION_MS[state]),
    );
    const forgotten = Number(strangers.run(now - RETENTION_MS.visitors).changes);
    eventKeys.begin(now);
    const hasFiled = eventKeys.file(now);
    const hasDropped = eventKeys.forget(now);
    const isMore = deleted.includes(MAX_ROWS) || forgotten === MAX_VISITORS;
    return isMore || hasFiled || hasDropped || giveBack();
  };
}
