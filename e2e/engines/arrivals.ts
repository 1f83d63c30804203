import { expect } from './fixtures.ts';
import type { Sites } from './sites.ts';

/** One event as it arrived, with what its request says of page and visitor. */
export interface Arrival {
  readonly event: string;
  readonly eventId: string;
  readonly properties: unknown;
  readonly url: string | undefined;
  readonly ttclid: string | undefined;
  readonly visitor: string | undefined;
  /** In ms since 1970, by the clock of the test. */
  readonly receivedAt: number;
}

/** Every event of this name that has arrived, repeats included, in order. */
export function arrivals(sites: Sites, event: string): Arrival[] {
  return sites.collected().flatMap(({ body, receivedAt }) =>
    body.events
      .filter((each) => each.event === event)
      .map((each) => ({
        event,
        eventId: String(each.event_id),
        properties: each.properties,
        url: body.page?.url,
        ttclid: body.ttclid,
        visitor: body.visitor,
        receivedAt,
      })),
  );
}

/** The first of each id, as the collector takes them. */
export function firstArrivals(sites: Sites, event: string): Arrival[] {
  const all = arrivals(sites, event);
  return all.filter(({ eventId }, index) => all.findIndex((other) => other.eventId === eventId) === index);
}

export function eventIds(sites: Sites, event: string): string[] {
  return firstArrivals(sites, event).map(({ eventId }) => eventId);
}

/** Waits until exactly these ids have arrived, in any order, repeats not counted. */
export async function expectIds(sites: Sites, event: string, ids: readonly string[]): Promise<void> {
  const wanted = [...ids].sort();
  await expect
    .poll(() => eventIds(sites, event).sort(), { message: `${event}s that arrived`, timeout: 20_000 })
    .toEqual(wanted);
}

/** How often an event came that was there already: what the collector has to drop. */
export function repeats(sites: Sites, event: string): number {
  return arrivals(sites, event).length - eventIds(sites, event).length;
}
