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
  const enqueue = database.prepare('INSERT INTO outbox (id, due_at, pixel) VALUES (?, ?, ?)');
  const settle = database.prepare(
    "INSERT INTO settled (id, state, settled_at, attempts) VALUES (?, 'collected', ?, 0)",
  );
  const sight = prepareSight(database);

  function appendOne(event: NewEvent, now: number): AppendResult {
    if (!eventKeys.remember(eventKey(event), now)) return 'duplicate';
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
    if (event.relayed) enqueue.run(lastInsertRowid, now, event.pixel);
    else settle.run(lastInsertRowid, now);
    return 'stored';
  }

  return function append(appends, now) {
    eventKeys.begin(now);
    return appends.map(({ events, sightings }) => {
      for (const sighting of sightings) sight(sighting, now);
      return events.map((event) => appendOne(event, now));
    });
  };
}
