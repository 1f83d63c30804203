import type { IncomingEvent } from '../contract/event.ts';
import type { Fault } from '../contract/fault.ts';
import type { Finding, Note } from '../contract/finding.ts';
import { normaliseEventTime } from './event-time.ts';
import { normaliseUser } from './normalise-user.ts';
import { normalisePageAddress } from './page-address.ts';
import { redact } from './redact.ts';

/** What the rules of this stage need to know from outside. */
export interface NormaliseRules {
  readonly defaultCountry: string | undefined;
  readonly currencies: ReadonlySet<string>;
  readonly maxEventAgeMs: number;
  /** What holds for events that do not say it themselves. */
  readonly limitedDataUse: boolean;
  /** Query parameters of page addresses that stay, besides those of campaigns. */
  readonly pageParameters: ReadonlySet<string>;
}

type NormaliseResult = ReturnType<typeof normalise>;

/** An event after this stage: ids and amounts clean, match keys hashed, nothing raw left. */
export type NormalisedEvent = Exclude<NormaliseResult, Fault>;

/** An event whose id is settled already: it is made from what was sent, before anything is filled in. */
export type IdentifiedEvent = IncomingEvent & { readonly event_id: string };

const DAY_MS = 86_400_000;

/** Clicks count for seven days unless the advertiser has chosen otherwise. https://ads.tiktok.com/help/article/attribution-manager */
const LATE_MS = 7 * DAY_MS;

/** Clocks of servers differ by seconds, those of browsers are put right on the way in. */
const FUTURE_MS = 10 * 60_000;

/**
 * Makes the stage that cleans and hashes. From its output on, no raw e-mail, phone or external id exists but what
 * somebody has written into free text: that goes when the event is written down (`writeClean`).
 */
export function createNormalise(
  rules: NormaliseRules,
): (event: IdentifiedEvent, receivedAt: number) => NormalisedEvent | Fault {
  return (event, receivedAt) => normalise(event, receivedAt, rules);
}

function normalise(event: IdentifiedEvent, receivedAt: number, rules: NormaliseRules) {
  const eventTime = normaliseEventTime(event.event_time, receivedAt, rules.maxEventAgeMs);
  if (typeof eventTime !== 'number') return eventTime;
  // The pixel has the same id, so it cannot be changed here; and TikTok takes no address in the clear.
  if (redact(event.event_id) !== event.event_id) {
    return {
      path: 'event_id',
      message: 'contains an e-mail address or a phone number: use an id that tells nothing of the buyer',
    } satisfies Fault;
  }
  const currency = event.properties?.currency?.trim().toUpperCase() || undefined;
  if (currency !== undefined && !rules.currencies.has(currency)) {
    return {
      path: 'properties.currency',
      message:
        'expected one of the currencies that TikTok supports, as three letters (ISO 4217), such as "USD"',
    } satisfies Fault;
  }
  const findings: Finding[] = [];
  const note: Note = (rule, path, message) => void findings.push({ rule, path, message });
  noteTime(eventTime * 1000, receivedAt, note);
  return {
    event: event.event.trim(),
    eventId: event.event_id,
    pixelFired: event.pixel_fired ?? false,
    eventTime,
    eventSource: event.event_source ?? 'web',
    user: normaliseUser(event.user ?? {}, [event.properties?.country, rules.defaultCountry], note),
    properties: { ...event.properties, currency },
    page: normalisePage(event.page, rules.pageParameters, note),
    lead: event.lead,
    app: event.app,
    ad: event.ad,
    limitedDataUse: event.limited_data_use ?? rules.limitedDataUse,
    testEventCode: event.test_event_code?.trim() || undefined,
    findings: findings as readonly Finding[],
  };
}

function noteTime(ms: number, receivedAt: number, note: Note): void {
  if (receivedAt - ms > LATE_MS) {
    note('late', 'event_time', 'older than 7 days: it counts only where the attribution window is longer');
  }
  if (ms - receivedAt > FUTURE_MS) {
    note('future', 'event_time', 'lies in the future: check the clock and the time zone of the sender');
  }
}

/** Addresses without what tells who the visitor is; one that cannot be read is none. */
function normalisePage(page: IncomingEvent['page'], keep: ReadonlySet<string>, note: Note) {
  if (!page) return undefined;
  const read = (field: 'url' | 'referrer') => {
    const { address, isShortened } = normalisePageAddress(page[field], keep);
    const path = `page.${field}`;
    if (page[field]?.trim() && !address)
      note('left_out', path, 'is no address that begins with http or https');
    if (isShortened) {
      note(
        'removed_from_address',
        path,
        'query parameters that nobody asked for were taken out; page_parameters in the configuration keeps more',
      );
    }
    return redact(address);
  };
  return { url: read('url'), referrer: read('referrer') };
}
