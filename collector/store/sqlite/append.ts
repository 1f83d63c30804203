import type { DatabaseSync } from 'node:sqlite';
import { eventKey } from '../event-key.ts';
import type { Append, AppendResult, NewEvent } from '../store.ts';
import type { EventKeys } from './event-keys.ts';
import { prepareSight } from './visitors.ts';

/** Prepares the append of many callers' events; the caller holds the transaction. */
export function prepareAppend(
  database: DatabaseSync,
  eventKeys: EventKeys,
): (appends: readonly Append[], now: number) => AppendResult[][] {
  const keep = database.prepare(
    `INSERT INTO events (pixel, event_source, test_event_code, event, event_id, body, findings, received_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const enqueue = database.prepare('INSERT INTO outbox (id, due_at, pixel, waits_since) VALUES (?, ?, ?, ?)');
  const settle = database.prepare(
    "INSERT INTO settled (id, state, settled_at, attempts) VALUES (?, 'collected', ?, 0)",
  );
  const sight = prepareSight(database);
  const anyDead = database.prepare('SELECT 1 FROM settled WHERE key IS NOT NULL LIMIT 1');
  const replaceDead = database.prepare('UPDATE settled SET key = NULL WHERE key = ?');

  /** @param hasDead whether an event is dead that this one may be a copy of */
  function appendOne(event: NewEvent, now: number, hasDead: boolean): AppendResult {
    const key = eventKey(event);
    if (!eventKeys.remember(key, now)) return 'duplicate';
    if (hasDead) replaceDead.run(key);
    const { lastInsertRowid } = keep.run(
      event.pixel,
      event.eventSource,
      event.testEventCode,
      event.event,
      event.eventId,
      event.body,
      event.findings,
      event.receivedAt,
    );
    if (event.relayed) enqueue.run(lastInsertRowid, now, event.pixel, event.receivedAt);
    else settle.run(lastInsertRowid, now);
    return 'stored';
  }

  return function append(appends, now) {
    eventKeys.begin(now);
    const hasDead = anyDead.get() !== undefined;
    return appends.map(({ events, sightings }) => {
      for (const sighting of sightings) sight(sighting, now);
      return events.map((event) => appendOne(event, now, hasDead));
    });
  };
}
