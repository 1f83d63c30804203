import type { Properties } from './calls.ts';
import { randomId } from './random-id.ts';

/** An id as the pixel takes it, or as `clickthread('track')` does. */
export interface GivenId {
  readonly event_id?: unknown;
  readonly eventId?: unknown;
}

/**
 * One id for the pixel's copy of an event and the collector's. Where the page gives none, an order's id comes from the
 * order, so that the reload of a thank-you page and the shop's webhook are the same event.
 */
export function eventId(given: GivenId, properties: Properties | null | undefined): string {
  return (
    `${given.event_id ?? given.eventId ?? ''}` ||
    (properties?.order_id ? `ord_${properties.order_id}` : randomId())
  );
}
