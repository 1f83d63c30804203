import { randomId } from './hex.ts';

/**
 * One id for the pixel's copy of an event and the collector's. An order's id comes from the order, so that the
 * reload of a thank-you page and the shop's webhook are the same event.
 */
export function eventId(given: unknown, orderId: unknown): string {
  return `${given || (orderId ? `ord_${orderId}` : randomId())}`;
}
