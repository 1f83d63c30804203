import type { DatabaseSync } from 'node:sqlite';
import { eventKey } from '../event-key.ts';
import { RETENTION_MS } from '../retention.ts';
import type { Replay } from '../store.ts';
import type { EventKeys } from './event-keys.ts';

/** Prepares the return of dead events to the outbox; returns the ids of those that went back. */
export function prepareReplay(
  database: DatabaseSync,
  eventKeys: EventKeys,
): (replays: readonly Replay[], now: number) => number[] {
  const find = database.prepare(
    `SELECT pixel, event, event_id, settled_at FROM settled JOIN events USING (id)
     WHERE id = ? AND state = 'dead'`,
  );
  const enqueue = database.prepare('INSERT INTO outbox (id, due_at, pixel, history) VALUES (?, ?, ?, ?)');
  const revive = database.prepare('DELETE FROM settled WHERE id = ?');

  function replayOne({ id, history }: Replay, now: number): boolean {
    const dead = find.get(id);
    if (!dead) return false;
    const pixel = String(dead.pixel);
    const key = eventKey({ pixel, event: String(dead.event), eventId: String(dead.event_id) });
    // The key tells when the last copy was stored. A later one than the death is another copy, which was or will be sent.
    const ownUntil = Number(dead.settled_at) + RETENTION_MS.eventKeys;
    if (!eventKeys.remember(key, now, ownUntil)) return false;
    enqueue.run(id, now, pixel, history);
    revive.run(id);
    return true;
  }

  return (replays, now) => {
    eventKeys.begin(now);
    return replays.filter((replay) => replayOne(replay, now)).map(({ id }) => id);
  };
}
