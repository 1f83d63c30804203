import { type Dropped, isDropped } from '../contract/dropped.ts';
import { type Fault, isFault } from '../contract/fault.ts';
import type { Finding } from '../contract/finding.ts';
import type { NormalisedEvent } from '../normalise/normalise-event.ts';
import type { TikTokEvent } from '../tiktok/event.ts';
import { createNameEvent, type NameRules } from './name-event.ts';

/** What the mapping needs to know of TikTok's rules, and of the site's. */
export interface MapRules {
  readonly names: NameRules;
}

/** An event as TikTok gets it, once for each name that it has there, and what is to be said of it. */
export interface Mapped {
  readonly items: readonly TikTokEvent[];
  readonly findings: readonly Finding[];
}

/** Makes the stage that gives an event TikTok's names and shape, or says why TikTok would refuse it. */
export function createMapEvent(rules: MapRules): (event: NormalisedEvent) => Mapped | Dropped | Fault {
  const nameEvent = createNameEvent(rules.names);
  const shapeEvent = createShapeEvent();
  return function mapEvent(event) {
    const named = nameEvent(event);
    if (isFault(named) || isDropped(named)) return named;
    const shaped = shapeEvent(event);
    if (isFault(shaped)) return shaped;
    return { items: named.names.map((name) => ({ ...shaped, event: name })), findings: named.findings };
  };
}

function createShapeEvent(): (event: NormalisedEvent) => TikTokEvent | Fault {
  return function shapeEvent(event) {
    const url = event.page?.url;
    if (event.eventSource === 'web' && !url) {
      return {
        path: 'page.url',
        message: 'required for web events: the address of the page, or the shop, where it happened',
      };
    }
    const { user, properties, page, lead, app, ad, limitedDataUse } = event;
    const shaped = {
      event: event.event,
      event_time: event.eventTime,
      event_id: event.eventId,
      user,
      properties,
      page: url ? { url, referrer: page?.referrer } : undefined,
      lead,
      app,
      ad,
      // TikTok reads it for web and app only. https://ads.tiktok.com/help/article/limited-data-use
      limited_data_use:
        event.eventSource === 'web' || event.eventSource === 'app' ? limitedDataUse : undefined,
    } satisfies Unpruned<TikTokEvent>;
    prune(shaped);
    return shaped as TikTokEvent;
  };
}

/** The same shape while each field may still be absent. */
type Unpruned<T> = T extends readonly (infer Item)[]
  ? readonly Unpruned<Item>[]
  : T extends object
    ? { [Key in keyof T]: Unpruned<T[Key]> | undefined }
    : T;

/**
 * Takes out what is empty, in place (it is nobody else's any more): TikTok gets no null, no "", no [] and no {}.
 * What becomes undefined is left out when the event is written as JSON.
 *
 * @returns whether nothing is left
 */
function prune(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return value === undefined || value === null || value === '';
  if (Array.isArray(value)) {
    for (let index = value.length - 1; index >= 0; index--) {
      if (prune(value[index])) value.splice(index, 1);
    }
    return value.length === 0;
  }
  const object = value as Record<string, unknown>;
  let isEmpty = true;
  for (const key in object) {
    if (prune(object[key])) object[key] = undefined;
    else isEmpty = false;
  }
  return isEmpty;
}
