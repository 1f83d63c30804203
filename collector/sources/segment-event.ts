import type { SegmentCall } from '../contract/segment-call.ts';
import { firstSaid, isRecord } from './said.ts';
import { segmentContents, segmentContentsPlace } from './segment-contents.ts';
import { EVENT_PLACES } from './segment-places.ts';

/** As the pixel spells it on the wire. https://github.com/tiktok/gtm-template-pixel */
const PAGE_VIEW = 'Pageview';

const FIELDS = Object.entries<readonly string[]>(EVENT_PLACES);

const SOURCES: readonly unknown[] = ['web', 'app', 'offline', 'crm'];

const CONTENTS = 'properties.contents';

/** The type of an external id that is meant for TikTok alone. https://www.rudderstack.com/docs/destinations/streaming-destinations/tiktok-ads/device-mode/ */
const TIKTOK_ID = 'tiktokExternalId';

/**
 * A track, page or screen call in the words of `/v1/events`. Nothing is judged here: the contract does that next.
 * A page or a screen is a `Pageview`, whatever its name.
 */
export function segmentEvent(call: SegmentCall): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  for (const [field, places] of FIELDS) {
    const said = firstSaid(call, places);
    if (said) put(event, field, said.value);
  }
  const tiktokId = tiktokIdOf(call);
  if (tiktokId) put(event, 'user.external_id', tiktokId.value);
  const contents = call.properties && segmentContents(call.properties);
  if (contents !== undefined) put(event, CONTENTS, contents);
  if (call.type !== 'track') event.event = PAGE_VIEW;
  const source = call.properties?.event_source ?? call.context?.eventSource;
  if (SOURCES.includes(source)) event.event_source = source;
  return event;
}

/**
 * Where in the call that stands which our words for the event name, for people who have to look for a fault there.
 *
 * @param path such as `properties.contents.0.price`
 * @returns such as `properties.products.0.price`; where nobody said it, the place where it is looked for first
 */
export function segmentPlace(call: SegmentCall, path: string): string {
  if (path === CONTENTS || path.startsWith(`${CONTENTS}.`)) {
    return segmentContentsPlace(call.properties ?? {}, path.slice(CONTENTS.length + 1));
  }
  if (path === 'user.external_id') return tiktokIdOf(call)?.place ?? placeOf(call, path);
  // Where no id was given, it was made of the order's, or of the message's.
  if (path === 'event_id') {
    const fields = ['event_id', 'properties.order_id', 'message_id'] as const;
    const said = fields.find((field) => firstSaid(call, EVENT_PLACES[field]));
    return placeOf(call, said ?? path);
  }
  // An array's item stands where the array does: "user.email.1".
  const field = Object.keys(EVENT_PLACES).find((each) => path === each || path.startsWith(`${each}.`));
  return field ? placeOf(call, field) + path.slice(field.length) : path;
}

function placeOf(call: SegmentCall, field: string): string {
  const places: readonly string[] = EVENT_PLACES[field as keyof typeof EVENT_PLACES];
  return firstSaid(call, places)?.place ?? places[0] ?? field;
}

/** Sets a field of the event, or of one of its groups: no name here has more than one dot. */
function put(event: Record<string, unknown>, field: string, value: unknown): void {
  const [group = '', name] = field.split('.');
  if (name === undefined) event[group] = value;
  else {
    event[group] ??= {};
    (event[group] as Record<string, unknown>)[name] = value;
  }
}

function tiktokIdOf({ context }: SegmentCall) {
  for (const list of ['externalIds', 'externalId'] as const) {
    const ids: unknown = context?.[list];
    if (!Array.isArray(ids)) continue;
    const index = ids.findIndex((each) => isRecord(each) && each.type === TIKTOK_ID && each.id !== '');
    if (index >= 0) return { value: ids[index].id as unknown, place: `context.${list}.${index}.id` };
  }
  return undefined;
}
