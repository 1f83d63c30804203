import type { ClaimedEvent } from '../store/store.ts';
import { readHistory } from './history.ts';

/**
 * Events that may share one request: the same source, source id (and so token) and test code, and the same part of a
 * request that was refused or kept failing. Never empty.
 */
export type Batch = readonly ClaimedEvent[];

/**
 * Sorts claimed events into requests, keeping their order.
 *
 * @param maxEvents how many one request may hold
 * @param maxLength characters of their bodies together; a longer event goes alone
 */
export function batchesOf(events: readonly ClaimedEvent[], maxEvents: number, maxLength: number): Batch[] {
  const full: Batch[] = [];
  const open = new Map<string, { events: ClaimedEvent[]; length: number }>();
  for (const event of events) {
    const key = JSON.stringify([
      event.pixel,
      event.eventSource,
      event.testEventCode,
      readHistory(event.history).part,
    ]);
    const batch = open.get(key);
    if (batch && batch.events.length < maxEvents && batch.length + event.body.length <= maxLength) {
      batch.events.push(event);
      batch.length += event.body.length;
    } else {
      if (batch) full.push(batch.events);
      open.set(key, { events: [event], length: event.body.length });
    }
  }
  return [...full, ...[...open.values()].map((batch) => batch.events)];
}

/** Cuts a batch of two or more in the middle. */
export function halve(batch: Batch): [Batch, Batch] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}
