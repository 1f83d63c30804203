import { type Dropped, isDropped } from './contract/dropped.ts';
import type { IncomingEvent } from './contract/event.ts';
import { type Fault, isFault } from './contract/fault.ts';
import type { IdentifiedEvent, NormalisedEvent } from './normalise/normalise-event.ts';
import { type Preparation, type Prepare, type Prepared, withId } from './prepare.ts';
import type { AppendResult, EventStore, NewEvent, Sighting } from './store/store.ts';
import { type Buyer, createVisitors } from './visitors/visitors.ts';

/** What a request tells of all its events. */
export interface IngestContext {
  /** ms */
  readonly receivedAt: number;
  /** Whether buyers are completed from memory: for servers and shops. A browser knows itself better. */
  readonly completeBuyers: boolean;
  /** Is told, in order, what was made of each event. */
  readonly explain?: (preparation: Preparation) => void;
}

/** What became of one event: on disk, on disk already, left out by the site's own mapping, or refused. */
export type IngestResult = AppendResult | Dropped | Fault;

/** Is told of each event, whoever sent it; of none of a request that was not kept. */
export type ObserveEvent = (event: IncomingEvent, preparation: Preparation, result: IngestResult) => void;

/** The waist: whatever comes in enters here, and comes out as rows of the outbox. */
export type Ingest = (events: readonly IncomingEvent[], context: IngestContext) => Promise<IngestResult[]>;

/**
 * Makes the one way in. The events' order is the results' order; a bad event costs only itself.
 * The promise resolves when the events are on disk; it rejects when none of them was kept.
 *
 * @param observe is told what was made of each event and became of it, once that is certain
 */
export function createIngest(
  store: Pick<EventStore, 'append' | 'recall'>,
  prepare: Prepare,
  now: () => number,
  observe: ObserveEvent = () => {},
): Ingest {
  const visitors = createVisitors(store, now);

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

  return async function ingest(events, { receivedAt, completeBuyers, explain }) {
    const identified = events.map(withId);
    const completed = completeBuyers ? await complete(identified) : identified;
    const preparations = completed.map((event) => {
      const preparation = prepare(event, receivedAt);
      explain?.(preparation);
      return { event, preparation };
    });
    const fresh = preparations.flatMap(({ event, preparation }) =>
      isPrepared(preparation) ? [{ event, ...preparation }] : [],
    );
    const results =
      fresh.length === 0
        ? []
        : await append(
            fresh.flatMap(({ rows }) => rows),
            visitors.sightings(fresh.map(({ event, normalised }) => seenOf(event, normalised))),
          );
    let next = 0;
    return preparations.map(({ event, preparation }) => {
      const result = resultOf(preparation);
      observe(event, preparation, result);
      return result;
    });

    function resultOf(preparation: Preparation): IngestResult {
      if (!isPrepared(preparation)) return preparation;
      const own = results.slice(next, next + preparation.rows.length);
      next += preparation.rows.length;
      return own.includes('stored') ? 'stored' : 'duplicate';
    }
  };
}

function isPrepared(preparation: Preparation): preparation is Prepared {
  return !isFault(preparation) && !isDropped(preparation);
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
