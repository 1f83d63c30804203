import { type Dropped, isDropped } from './contract/dropped.ts';
import type { IncomingEvent } from './contract/event.ts';
import { type Fault, isFault } from './contract/fault.ts';
import type { Finding } from './contract/finding.ts';
import { createMapEvent, type MapRules } from './map/map-event.ts';
import { normaliseEventId } from './normalise/event-id.ts';
import {
  createNormalise,
  type IdentifiedEvent,
  type NormalisedEvent,
  type NormaliseRules,
} from './normalise/normalise-event.ts';
import { writeClean } from './normalise/redact.ts';
import type { NewEvent } from './store/store.ts';

/** Where events may go: one entry for each configured pixel or event set. */
interface Destination {
  readonly code: string;
  readonly source: NewEvent['eventSource'];
  readonly testEventCode: string | undefined;
  readonly normalise: NormaliseRules;
  readonly map: MapRules;
}

export interface PrepareRules {
  readonly destinations: readonly Destination[];
  /** Characters of an event as it goes to TikTok. */
  readonly maxEventLength: number;
  /** TikTok's names of events that are collected only where the pixel has sent them too: nobody could tell the copies apart. */
  readonly pixelAlone: ReadonlySet<string>;
}

/** An event ready for the outbox: a row for each name that TikTok gets it under, at least one. */
export interface Prepared {
  readonly rows: readonly NewEvent[];
  readonly findings: readonly Finding[];
  readonly normalised: NormalisedEvent;
}

/** What becomes of an event before it is stored. */
export type Preparation = Prepared | Dropped | Fault;

/** Without any effect: the same event at the same time is prepared alike. */
export type Prepare = (event: IdentifiedEvent, receivedAt: number) => Preparation;

/** The id is made of what was sent, before anything is filled in. */
export function withId(event: IncomingEvent): IdentifiedEvent {
  return event.event_id ? (event as IdentifiedEvent) : { ...event, event_id: normaliseEventId(event) };
}

/** Makes the way from an event as it came in to rows of the outbox: normalise, then map, by its destination's rules. */
export function createPrepare(rules: PrepareRules): Prepare {
  const ways = rules.destinations.map((destination) => ({
    ...destination,
    normalise: createNormalise(destination.normalise),
    mapEvent: createMapEvent(destination.map),
  }));

  return function prepare(event, receivedAt) {
    if (event.consent === 'denied') {
      return { path: 'consent', message: 'consent is denied: the event was neither stored nor sent' };
    }
    const way = findWay(event, ways);
    if (isFault(way)) return way;
    const normalised = way.normalise(event, receivedAt);
    if (isFault(normalised)) return normalised;
    const mapped = way.mapEvent(normalised);
    if (isFault(mapped) || isDropped(mapped)) return mapped;

    const findings = JSON.stringify(mapped.findings);
    const rows: NewEvent[] = [];
    for (const item of mapped.items) {
      const body = writeClean(item);
      if (body.length > rules.maxEventLength) {
        return { path: '', message: `larger than ${rules.maxEventLength} characters: send fewer contents` };
      }
      rows.push({
        pixel: way.code,
        eventSource: way.source,
        testEventCode: normalised.testEventCode ?? way.testEventCode ?? null,
        event: item.event,
        eventId: item.event_id,
        body,
        findings,
        receivedAt,
        relayed: !(normalised.pixelFired && rules.pixelAlone.has(item.event)),
      });
    }
    return { rows, findings: mapped.findings, normalised };
  };
}

/** The way that an event asks for, by its source and its pixel. */
function findWay<Way extends Pick<Destination, 'code' | 'source'>>(
  event: IncomingEvent,
  ways: readonly Way[],
): Way | Fault {
  const source = event.event_source ?? 'web';
  const fitting = ways.filter((each) => each.source === source);
  if (event.pixel !== undefined) {
    const named = fitting.find((each) => each.code === event.pixel);
    return named ?? { path: 'pixel', message: `not configured here for ${source} events` };
  }
  if (fitting.length === 1) return fitting[0] as Way;
  return fitting.length === 0
    ? { path: 'event_source', message: `no pixel or event set is configured for ${source} events` }
    : { path: 'pixel', message: `required: ${fitting.length} pixels are configured for ${source} events` };
}
