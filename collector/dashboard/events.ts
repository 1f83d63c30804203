import { readHistory } from '../relay/history.ts';
import type { EventStore, StoredEvent } from '../store/store.ts';
import { explainReason } from '../tiktok/explain-code.ts';
import { readEventQuery } from './event-query.ts';

type Query = Readonly<Record<string, unknown>>;

/**
 * The newest events with what became of them, newest first, for people who look on.
 *
 * @param query `limit` (1 to 500, 50 where it is missing or no number) and conditions, see `readEventQuery`
 */
export async function recentEvents(
  store: Pick<EventStore, 'recent'>,
  query: Query,
): Promise<{ events: object[] }> {
  const { limit, filter } = readEventQuery(query);
  return { events: (await store.recent(limit, filter)).map(view) };
}

/** The dead letters, page by page: `next` is the `before` of the next page, null after the last. */
export async function deadEvents(
  store: Pick<EventStore, 'recent'>,
  query: Query,
): Promise<{ events: object[]; next: number | null }> {
  const { limit, filter } = readEventQuery(query);
  const events = await store.recent(limit, { ...filter, state: 'dead' });
  const last = events.length === limit ? events.at(-1) : undefined;
  return { events: events.map(view), next: last?.id ?? null };
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
    explanation: (event.reason && explainReason(event.reason)) || null,
    history: readHistory(event.history).attempts,
    request_id: event.requestId,
    findings: JSON.parse(event.findings),
    body: JSON.parse(event.body),
  };
}
