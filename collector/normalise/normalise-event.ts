import type { IncomingEvent } from '../contract/event.ts';
import type { Fault } from '../contract/fault.ts';
import { normaliseClickId } from './click-id.ts';
import { normaliseEventTime } from './event-time.ts';
import { normaliseIp } from './ip.ts';
import {
  normaliseEmail,
  normaliseExternalId,
  normaliseName,
  normalisePhone,
  normalisePlace,
  normaliseZipCode,
} from './match-keys.ts';
import { redact, redactAll } from './redact.ts';

/** What the rules of this stage need to know from outside. */
export interface NormaliseRules {
  readonly defaultCountry: string | undefined;
  readonly currencies: ReadonlySet<string>;
  readonly maxEventAgeMs: number;
}

type NormaliseResult = ReturnType<typeof normalise>;

/** An event after this stage: ids and amounts clean, match keys hashed, nothing raw left. */
export type NormalisedEvent = Exclude<NormaliseResult, Fault>;

/** An event whose id is settled already: it is made from what was sent, before anything is filled in. */
export type IdentifiedEvent = IncomingEvent & { readonly event_id: string };

/** Makes the stage that cleans and hashes. From its output on, no raw e-mail, phone or external id exists. */
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
  return {
    event: event.event.trim(),
    eventId: event.event_id,
    pixelFired: event.pixel_fired ?? false,
    eventTime,
    eventSource: event.event_source ?? 'web',
    user: normaliseUser(event.user ?? {}, rules.defaultCountry),
    properties: redactAll({ ...event.properties, currency }),
    page: redactAll(event.page),
    lead: redactAll(event.lead),
    app: redactAll(event.app),
    ad: redactAll(event.ad),
    limitedDataUse: event.limited_data_use,
    testEventCode: event.test_event_code?.trim() || undefined,
  };
}

/** https://www.rfc-editor.org/info/bcp47 */
const LOCALE = /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i;

function normaliseUser(user: NonNullable<IncomingEvent['user']>, defaultCountry: string | undefined) {
  return {
    email: normaliseEmail(user.email),
    phone: normalisePhone(user.phone, user.country, defaultCountry),
    external_id: normaliseExternalId(user.external_id),
    ttclid: normaliseClickId(user.ttclid),
    ttp: normaliseClickId(user.ttp),
    ip: normaliseIp(user.ip),
    user_agent: redact(user.user_agent?.trim()) || undefined,
    locale: LOCALE.exec(user.locale?.trim() ?? '')?.[0],
    first_name: normaliseName(user.first_name),
    last_name: normaliseName(user.last_name),
    zip_code: normaliseZipCode(user.zip_code),
    city: normalisePlace(user.city),
    state: normalisePlace(user.state),
    country: normalisePlace(user.country),
  };
}
