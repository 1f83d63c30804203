import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../collector/store/store.ts';
import { PIXEL } from './page-event.ts';

const TEXT = 'x'.repeat(840);

/** An event as a store is handed it: a new id, and a body of about a kilobyte, as orders have. */
export function storedEvent(receivedAt = Date.now()): NewEvent {
  const eventId = randomUUID();
  return {
    pixel: PIXEL,
    eventSource: 'web',
    testEventCode: null,
    event: 'Purchase',
    eventId,
    body: `{"event":"Purchase","event_id":"${eventId}","properties":{"text":"${TEXT}"}}`,
    findings: '[]',
    receivedAt,
    relayed: true,
  };
}
