import {
  type CollectEnvelope,
  type CollectedEvent,
  collectEventSchema,
  collectRequestSchema,
} from '../contract/collect-request.ts';
import type { IncomingEvent } from '../contract/event.ts';
import { type Fault, firstFault, isFault } from '../contract/fault.ts';
import { parseJson } from '../contract/json.ts';
import { isPlain } from '../contract/plain.ts';
import { checkCount, checkEnvelope } from './envelope.ts';
import { withGa4Ecommerce } from './ga4-ecommerce.ts';

/** What the HTTP request itself says of the browser. */
export interface Browser {
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
  /** The first language that it asks for. */
  readonly locale: string | undefined;
  readonly globalPrivacyControl: boolean;
  /** Cookies that reached the collector, where the envelope lacks their value. */
  readonly ttclid: string | undefined;
  readonly ttp: string | undefined;
  readonly visitorId: string | undefined;
}

export interface CollectRead {
  readonly envelope: CollectEnvelope;
  readonly events: readonly (IncomingEvent | Fault)[];
}

/**
 * Reads what the tag posted: the envelope as a whole, then its events one by one.
 *
 * @param receivedAt ms; the difference to the browser's `sent_at` corrects a clock that is wrong
 * @throws InvalidRequest where the envelope itself cannot be read
 */
export function readCollectRequest(text: string, browser: Browser, receivedAt: number): CollectRead {
  const envelope = checkEnvelope(collectRequestSchema.safeParse(parseJson(text)));
  checkCount(envelope.events.length);
  const clockError = receivedAt - envelope.sent_at;
  return { envelope, events: envelope.events.map((raw) => readEvent(raw, envelope, browser, clockError)) };
}

function check(event: unknown): CollectedEvent | Fault {
  if (isPlain(collectEventSchema, event)) return event as CollectedEvent;
  const parsed = collectEventSchema.safeParse(event);
  return parsed.success ? parsed.data : firstFault(parsed.error);
}

function readEvent(
  raw: unknown,
  envelope: CollectEnvelope,
  browser: Browser,
  clockError: number,
): IncomingEvent | Fault {
  const collected = check(withGa4Ecommerce(raw));
  if (isFault(collected)) return collected;
  const { event, event_id, event_time, properties, pixel_fired = true } = collected;
  const { pixel, page, consent, user, locale } = envelope;
  return {
    event,
    event_id,
    event_time: typeof event_time === 'number' ? toMs(event_time, envelope.sent_at) + clockError : event_time,
    properties,
    pixel_fired,
    pixel,
    page,
    consent,
    // A visitor who asks not to be sold is one whose data TikTok shall use in a limited way.
    // https://globalprivacycontrol.org
    limited_data_use: envelope.gpc || browser.globalPrivacyControl ? true : undefined,
    user: {
      // Raw before hashed: the page's hash may be of a number without its country.
      email: user?.email || user?.sha256_email,
      phone: user?.phone || user?.phone_number || user?.sha256_phone_number,
      external_id: user?.external_id || user?.externalId,
      locale: locale ?? browser.locale,
      ip: browser.ip,
      user_agent: browser.userAgent,
      ttclid: envelope.ttclid ?? browser.ttclid,
      ttp: envelope.ttp ?? browser.ttp,
      visitor_id: envelope.visitor ?? browser.visitorId,
    },
  };
}

/** The contract allows seconds too; the reading nearer to the time of sending, by the same clock, is the right one. */
function toMs(time: number, sentAt: number): number {
  return Math.abs(time * 1000 - sentAt) < Math.abs(time - sentAt) ? time * 1000 : time;
}
