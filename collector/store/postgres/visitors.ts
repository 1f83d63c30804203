import { shortHash } from '../event-key.ts';
import type { Sighting, Visitor } from '../store.ts';
import type { Run } from './connect.ts';
import { plainText, uuidOf } from './values.ts';

/** The columns of a list of sightings, one array each; of several under one key, the later adds to the earlier. */
export function sightingColumns(sightings: readonly Sighting[]): unknown[] {
  const merged = new Map<string, Visitor>();
  for (const { key, ...seen } of sightings) {
    const known = Object.entries(seen).filter(([, value]) => value !== undefined);
    const id = uuidOf(shortHash(key));
    merged.set(id, { ...merged.get(id), ...Object.fromEntries(known) });
  }
  const visitors = [...merged.values()];
  return [
    [...merged.keys()],
    visitors.map(({ ttclid }) => plainText(ttclid)),
    visitors.map(({ ttp }) => plainText(ttp)),
    visitors.map(({ ip }) => plainText(ip)),
    visitors.map(({ userAgent }) => plainText(userAgent)),
    visitors.map(({ pageUrl }) => plainText(pageUrl)),
  ];
}

const RECALL = {
  name: 'recall',
  text: 'SELECT key, ttclid, ttp, ip, user_agent, page_url FROM clickthread.visitors WHERE key = ANY($1::uuid[])',
};

/** Looks visitors up by their keys. */
export async function recall(run: Run, keys: readonly string[]): Promise<Map<string, Visitor>> {
  const known = new Map<string, Visitor>();
  if (keys.length === 0) return known;
  const ids = keys.map((key) => uuidOf(shortHash(key)));
  const rows = await run(RECALL, [ids]);
  const byId = new Map(rows.map((row) => [row.key.replaceAll('-', ''), row]));
  keys.forEach((key, index) => {
    const row = byId.get(ids[index]);
    if (!row) return;
    known.set(key, {
      ttclid: row.ttclid ?? undefined,
      ttp: row.ttp ?? undefined,
      ip: row.ip ?? undefined,
      userAgent: row.user_agent ?? undefined,
      pageUrl: row.page_url ?? undefined,
    });
  });
  return known;
}
