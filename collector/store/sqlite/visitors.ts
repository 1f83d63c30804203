import type { DatabaseSync } from 'node:sqlite';
import { shortHash } from '../event-key.ts';
import type { Sighting, Visitor } from '../store.ts';

/** Prepares the writing of a sighting; a field that this sighting lacks keeps its earlier value. */
export function prepareSight(database: DatabaseSync): (sighting: Sighting, now: number) => void {
  const upsert = database.prepare(
    `INSERT INTO visitors (key, ttclid, ttp, ip, user_agent, page_url, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET
       ttclid = coalesce(excluded.ttclid, ttclid),
       ttp = coalesce(excluded.ttp, ttp),
       ip = coalesce(excluded.ip, ip),
       user_agent = coalesce(excluded.user_agent, user_agent),
       page_url = coalesce(excluded.page_url, page_url),
       seen_at = excluded.seen_at`,
  );
  return function sight({ key, ttclid, ttp, ip, userAgent, pageUrl }, now) {
    upsert.run(
      shortHash(key),
      ttclid ?? null,
      ttp ?? null,
      ip ?? null,
      userAgent ?? null,
      pageUrl ?? null,
      now,
    );
  };
}

/** Prepares the look-up of visitors by their keys. */
export function prepareRecall(database: DatabaseSync): (keys: readonly string[]) => Map<string, Visitor> {
  const select = database.prepare('SELECT ttclid, ttp, ip, user_agent, page_url FROM visitors WHERE key = ?');
  return function recall(keys) {
    const known = new Map<string, Visitor>();
    for (const key of keys) {
      const row = select.get(shortHash(key));
      if (!row) continue;
      known.set(key, {
        ttclid: textOf(row.ttclid),
        ttp: textOf(row.ttp),
        ip: textOf(row.ip),
        userAgent: textOf(row.user_agent),
        pageUrl: textOf(row.page_url),
      });
    }
    return known;
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
