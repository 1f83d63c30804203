import type { ClaimedEvent } from '../store/store.ts';

/** Events that may share one request: the same source, source id (and so token) and test code. Never empty. */
export type Batch = readonly ClaimedEvent[];

/**
 * Sorts claimed events into requests, keeping their order.
 *
 * @param maxEvents how many one request may hold
 */
export function batchesOf(events: readonly ClaimedEvent[], maxEvents: number): Batch[] {
  const full: Batch[] = [];
  const open = new Map<string, ClaimedEvent[]>();
  for (const event of events) {
    const key = JSON.stringify([event.pixel, event.eventSource, event.testEventCode]);
    const batch = open.get(key) ?? [];
    batch.push(event);
    if (batch.length === maxEvents) {
      full.push(batch);
      open.delete(key);
    } else {
      open.set(key, batch);
    }
  }
  return [...full, ...open.values()];
}

/** Cuts a batch of two or more in the middle. */
export function halve(batch: Batch): [Batch, Batch] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}
