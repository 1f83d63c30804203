import type { DatabaseSync } from 'node:sqlite';
import { eventKey } from '../event-key.ts';
import { RETENTION_MS } from '../retention.ts';
import type { Append, AppendResult, NewEvent } from '../store.ts';
import { prepareSight } from './visitors.ts';

/** Prepares the append of many callers' events; the caller holds the transaction. */
export function prepareAppend(
  database: DatabaseSync,
): (appends: readonly Append[], now: number) => AppendResult[][] {
  // A key that has outlived the window counts as new, whether or not the sweep has been by.
  const remember = database.prepare(
    `INSERT INTO event_keys (key, expires_at) VALUES (?, ?)
     ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at WHERE event_keys.expires_at <= ?`,
  );
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
    const isNew = remember.run(eventKey(event), now + RETENTION_MS.eventKeys, now).changes === 1;
    if (!isNew) return 'duplicate';
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
    return appends.map(({ events, sightings }) => {
      for (const sighting of sightings) sight(sighting, now);
      return events.map((event) => appendOne(event, now));
    });
  };
}
