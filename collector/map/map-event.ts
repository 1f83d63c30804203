import type { Fault } from '../contract/fault.ts';
import type { NormalisedEvent } from '../normalise/normalise-event.ts';
import type { TikTokEvent } from '../tiktok/event.ts';
import { mapEventName } from './event-name.ts';

/** What the mapping needs to know of TikTok's rules. */
export interface MapRules {
  readonly eventNameStatus: (name: string) => 'known' | 'custom' | 'invalid';
}

/** Makes the stage that gives an event TikTok's names and shape, or says why TikTok would refuse it. */
export function createMapEvent(rules: MapRules): (event: NormalisedEvent) => TikTokEvent | Fault {
  return function mapEvent(event) {
    // The literal name wins where TikTok knows it: "CompletePayment" from the pixel must not become "Purchase" here.
    const name = rules.eventNameStatus(event.event) === 'known' ? event.event : mapEventName(event.event);
    if (rules.eventNameStatus(name) === 'invalid') {
      return {
        path: 'event',
        message:
          'not a name that TikTok takes: use a standard name, or a letter and then up to 49 letters, digits, "_" and "-"',
      };
    }
    const url = event.page?.url;
    if (event.eventSource === 'web' && !url) {
      return {
        path: 'page.url',
        message: 'required for web events: the address of the page, or the shop, where it happened',
      };
    }
    const { user, properties, page, lead, app, ad, limitedDataUse } = event;
    const shaped = {
      event: name,
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
    return prune(shaped) as TikTokEvent;
  };
}

/** The same shape while each field may still be absent. */
type Unpruned<T> = T extends readonly (infer Item)[]
  ? readonly Unpruned<Item>[]
  : T extends object
    ? { [Key in keyof T]: Unpruned<T[Key]> | undefined }
    : T;

/** Leaves out what is absent or empty: TikTok gets no null, no "", no [] and no {}. */
function prune(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(prune).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (typeof value === 'object' && value !== null) {
    const pruned: Record<string, unknown> = {};
    let filled = false;
    for (const [key, field] of Object.entries(value)) {
      const kept = prune(field);
      if (kept === undefined) continue;
      pruned[key] = kept;
      filled = true;
    }
    return filled ? pruned : undefined;
  }
  return value === '' ? undefined : value;
}
