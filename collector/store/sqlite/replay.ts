import type { DatabaseSync } from 'node:sqlite';
import { RETENTION_MS } from '../retention.ts';
import type { Replay } from '../store.ts';
import type { EventKeys } from './event-keys.ts';

/** Prepares the return of dead events to the outbox; returns the ids of those that went back. */
export function prepareReplay(
  database: DatabaseSync,
  eventKeys: EventKeys,
): (replays: readonly Replay[], now: number) => number[] {
  const find = database.prepare(
    'SELECT pixel, key, settled_at FROM settled JOIN events USING (id) WHERE id = ? AND key IS NOT NULL',
  );
  const enqueue = database.prepare(
    'INSERT INTO outbox (id, due_at, pixel, history, waits_since) VALUES (?, ?, ?, ?, ?)',
  );
  const revive = database.prepare('DELETE FROM settled WHERE id = ?');

  function replayOne({ id, history }: Replay, now: number): boolean {
    const dead = find.get(id);
    if (!dead) return false;
    // What is remembered of it is its own: another copy would have taken its key.
    const ownUntil = Number(dead.settled_at) + RETENTION_MS.eventKeys;
    if (!eventKeys.remember(dead.key as Uint8Array, now, ownUntil)) return false;
    enqueue.run(id, now, dead.pixel ?? null, history, now);
    revive.run(id);
    return true;
  }

  return (replays, now) => {
    eventKeys.begin(now);
    return replays.filter((replay) => replayOne(replay, now)).map(({ id }) => id);
  };
}
