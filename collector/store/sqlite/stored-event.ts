import type { SQLOutputValue } from 'node:sqlite';
import type { StoredEvent } from '../store.ts';

/** Columns of the event itself. */
export const EVENT_COLUMNS =
  'events.id, events.pixel, event_source, test_event_code, event, event_id, body, received_at';

type Row = Record<string, SQLOutputValue>;

/** The event of a row. */
export function eventOf(
  row: Row,
): Omit<StoredEvent, 'findings' | 'state' | 'attempts' | 'reason' | 'requestId' | 'history'> {
  return {
    id: Number(row.id),
    pixel: String(row.pixel),
    eventSource: row.event_source as StoredEvent['eventSource'],
    testEventCode: row.test_event_code as string | null,
    event: String(row.event),
    eventId: String(row.event_id),
    body: String(row.body),
    receivedAt: Number(row.received_at),
  };
}

/** The event of a row with what has become of it. */
export function storedEventOf(row: Row): StoredEvent {
  return {
    ...eventOf(row),
    findings: String(row.findings),
    state: row.state as StoredEvent['state'],
    attempts: Number(row.attempts),
    reason: row.reason as string | null,
    requestId: row.request_id as string | null,
    history: row.history as string | null,
  };
}
