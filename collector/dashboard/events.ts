import type { EventStore, StoredEvent } from '../store/store.ts';

const MAX_EVENTS = 200;
const DEFAULT_EVENTS = 50;

/**
 * The newest events with what became of them, newest first, for people who look on.
 *
 * @param limit how many, as it stands in the query; 1 to 200, 50 where it is missing or no number
 */
export async function recentEvents(
  store: Pick<EventStore, 'recent'>,
  limit: unknown,
): Promise<{ events: object[] }> {
  const wanted = Math.floor(Number(limit)) || DEFAULT_EVENTS;
  const events = await store.recent(Math.min(Math.max(wanted, 1), MAX_EVENTS));
  return { events: events.map(view) };
}

function view(event: StoredEvent): object {
  return {
    id: event.id,
    event: event.event,
    event_id: event.eventId,
    pixel: event.pixel,
    event_source: event.eventSource,
    test_event_code: event.testEventCode,
    state: event.state,
    received_at: event.receivedAt,
    attempts: event.attempts,
    reason: event.reason,
    request_id: event.requestId,
    findings: JSON.parse(event.findings),
    body: JSON.parse(event.body),
  };
}
