import type { QueryResultRow } from 'pg';
import type { StoredEvent } from '../store.ts';

/** Columns of the event itself. */
export const EVENT_COLUMNS =
  'events.id, events.pixel, event_source, test_event_code, event, event_id, body, events.received_at';

/** The event of a row; eight-byte integers come as text. */
export function eventOf(
  row: QueryResultRow,
): Omit<StoredEvent, 'findings' | 'state' | 'attempts' | 'reason' | 'requestId' | 'history'> {
  return {
    id: Number(row.id),
    pixel: row.pixel,
    eventSource: row.event_source,
    testEventCode: row.test_event_code,
    event: row.event,
    eventId: row.event_id,
    body: row.body,
    receivedAt: Number(row.received_at),
  };
}
