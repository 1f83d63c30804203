import type { IncomingEvent } from './contract/event.ts';
import { type Fault, isFault } from './contract/fault.ts';
import { createMapEvent, type MapRules } from './map/map-event.ts';
import { normaliseEventId } from './normalise/event-id.ts';
import {
  createNormalise,
  type IdentifiedEvent,
  type NormalisedEvent,
  type NormaliseRules,
} from './normalise/normalise-event.ts';
import type { AppendResult, EventStore, NewEvent, Sighting } from './store/store.ts';
import { type Buyer, createVisitors } from './visitors/visitors.ts';

/** Where events may go: one entry for each configured pixel or event set. */
interface Destination {
  readonly code: string;
  readonly source: NewEvent['eventSource'];
  readonly testEventCode: string | undefined;
}

export interface IngestRules extends NormaliseRules, MapRules {
  readonly destinations: readonly Destination[];
  /** Of an event as it goes to TikTok. */
  readonly maxEventLength: number;
  /** TikTok's names of events that are collected only where the pixel has sent them too: nobody could tell the copies apart. */
  readonly pixelAlone: ReadonlySet<string>;
}

/** What a request tells of all its events. */
export interface IngestContext {
  /** ms */
  readonly receivedAt: number;
  /** Whether buyers are completed from memory: for servers and shops. A browser knows itself better. */
  readonly completeBuyers: boolean;
}

/** What became of one event: on disk, on disk already, or refused. */
export type IngestResult = AppendResult | Fault;

/** The waist: whatever comes in enters here, and comes out as one row of the outbox. */
export type Ingest = (events: readonly IncomingEvent[], context: IngestContext) => Promise<IngestResult[]>;

/**
 * Makes the one way in. The events' order is the results' order; a bad event costs only itself.
 * The promise resolves when the events are on disk; it rejects when none of them was kept.
 */
export function createIngest(
  store: Pick<EventStore, 'append' | 'recall'>,
  rules: IngestRules,
  now: () => number,
): Ingest {
  const visitors = createVisitors(store, now);
  const normalise = createNormalise(rules);
  const mapEvent = createMapEvent(rules);

  function prepare(event: IdentifiedEvent, receivedAt: number): Prepared | Fault {
    if (event.consent === 'denied') {
      return { path: 'consent', message: 'consent is denied: the event was neither stored nor sent' };
    }
    const destination = findDestination(event, rules.destinations);
    if (isFault(destination)) return destination;
    const normalised = normalise(event, receivedAt);
    if (isFault(normalised)) return normalised;
    const mapped = mapEvent(normalised);
    if (isFault(mapped)) return mapped;
    const body = JSON.stringify(mapped);
    if (body.length > rules.maxEventLength) {
      return { path: '', message: `larger than ${rules.maxEventLength} characters: send fewer contents` };
    }
    const row = {
      pixel: destination.code,
      eventSource: destination.source,
      testEventCode: normalised.testEventCode ?? destination.testEventCode ?? null,
      event: mapped.event,
      eventId: mapped.event_id,
      body,
      receivedAt,
      relayed: !(normalised.pixelFired && rules.pixelAlone.has(mapped.event)),
    };
    return { row, seen: seenOf(event, normalised) };
  }

  async function append(events: NewEvent[], sightings: Sighting[]): Promise<AppendResult[]> {
    try {
      return await store.append({ events, sightings });
    } catch (error) {
      visitors.forget();
      throw error;
    }
  }

  async function complete(events: readonly IdentifiedEvent[]): Promise<IdentifiedEvent[]> {
    const buyers = await visitors.complete(events.map(buyerOf));
    return events.map((event, index) => withBuyer(event, buyers[index] as Buyer));
  }

  return async function ingest(events, { receivedAt, completeBuyers }) {
    const identified = events.map(withId);
    const completed = completeBuyers ? await complete(identified) : identified;
    const prepared = completed.map((event) => prepare(event, receivedAt));

    const fresh = prepared.filter((each): each is Prepared => !isFault(each));
    if (fresh.length === 0) return prepared.filter(isFault);
    const sightings = visitors.sightings(fresh.map(({ seen }) => seen));
    const results = await append(
      fresh.map(({ row }) => row),
      sightings,
    );

    let next = 0;
    return prepared.map((each) => (isFault(each) ? each : (results[next++] as AppendResult)));
  };
}

/** An event ready for the outbox, and what it tells of its buyer. */
interface Prepared {
  readonly row: NewEvent;
  readonly seen: Buyer;
}

function findDestination(event: IncomingEvent, destinations: readonly Destination[]): Destination | Fault {
  const source = event.event_source ?? 'web';
  const fitting = destinations.filter((each) => each.source === source);
  if (event.pixel !== undefined) {
    const named = fitting.find((each) => each.code === event.pixel);
    return named ?? { path: 'pixel', message: `not configured here for ${source} events` };
  }
  if (fitting.length === 1) return fitting[0] as Destination;
  return fitting.length === 0
    ? { path: 'event_source', message: `no pixel or event set is configured for ${source} events` }
    : { path: 'pixel', message: `required: ${fitting.length} pixels are configured for ${source} events` };
}

/** The id is made of what was sent, before anything is filled in. */
function withId(event: IncomingEvent): IdentifiedEvent {
  return event.event_id ? (event as IdentifiedEvent) : { ...event, event_id: normaliseEventId(event) };
}

/** Who the event says the buyer is. */
function buyerOf({ user, page }: IncomingEvent): Buyer {
  return {
    visitorId: user?.visitor_id,
    ttclid: user?.ttclid,
    ttp: user?.ttp,
    ip: user?.ip,
    userAgent: user?.user_agent,
    pageUrl: page?.url,
  };
}

function withBuyer(event: IdentifiedEvent, { ttclid, ttp, ip, userAgent, pageUrl }: Buyer): IdentifiedEvent {
  return {
    ...event,
    user: { ...event.user, ttclid, ttp, ip, user_agent: userAgent },
    page: { ...event.page, url: pageUrl },
  };
}

/** What is remembered of the buyer: clean values only, as they come out of the normalise stage. */
function seenOf(event: IncomingEvent, { user, page }: NormalisedEvent): Buyer {
  return {
    visitorId: event.user?.visitor_id,
    ttclid: user.ttclid,
    ttp: user.ttp,
    ip: user.ip,
    userAgent: user.user_agent,
    pageUrl: page?.url,
  };
}
