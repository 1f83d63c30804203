import { type EventSource, eventName } from './event-names.ts';
import { findForbiddenValue } from './forbidden-values.ts';
import { identifier, propertiesRule } from './property-rules.ts';
import {
  type Fault,
  flag,
  integer,
  isRecord,
  objectOf,
  paramFault,
  type Rule,
  text,
  textWhere,
} from './shape.ts';
import { userRules } from './user-rules.ts';

/** The Events API page names no limit; 28 days is the longest click window, older events match nothing. */
const oldestSeconds = 28 * 24 * 3600;
const mostEvents = 1000;

const isWebAddress = (value: string) => /^https?:\/\/[^/\s]+/i.test(value) && URL.canParse(value);
const eventSourceId: Readonly<Record<EventSource, RegExp>> = {
  web: /^[A-Z0-9]{16,24}$/,
  app: /^\S+$/,
  offline: /^\d{19}$/,
  crm: /^\S+$/,
};

/** TikTok wants seconds; thirteen digits are milliseconds, which would lie 50,000 years ahead. */
const eventTime: Rule = (value, path) =>
  integer(value, path) ??
  (Number(value) > 0 && Number(value) < 100_000_000_000
    ? undefined
    : paramFault(path, 'Not a Unix timestamp in seconds.'));

const page = objectOf(
  {
    url: textWhere(isWebAddress, 'Not a valid URL.'),
    referrer: textWhere((value) => URL.canParse(value), 'Not a valid URL.'),
  },
  ['url'],
);
const appId = /^(?:\d+|[A-Za-z]\w*(?:\.[A-Za-z]\w*)+)$/;
const app = objectOf(
  {
    app_id: textWhere((value) => appId.test(value), 'Not a valid app id.'),
    app_name: text,
    app_version: text,
  },
  ['app_id'],
);
const ad = objectOf({
  callback: text,
  campaign_id: identifier,
  ad_id: identifier,
  creative_id: identifier,
  is_retargeting: flag,
  attributed: flag,
  attribution_type: text,
  attribution_provider: text,
});
const lead = objectOf({ lead_id: identifier, lead_event_source: text }, ['lead_id']);

const inEveryEvent = (source: EventSource) => ({
  event: eventName(source),
  event_time: eventTime,
  event_id: identifier,
  user: userRules[source],
  properties: propertiesRule,
});

/** Which object belongs to which source: https://business-api.tiktok.com/portal/docs (Report events). */
const eventRules: Readonly<Record<EventSource, Rule>> = {
  web: objectOf({ ...inEveryEvent('web'), page, limited_data_use: flag }, [
    'event',
    'event_time',
    'event_id',
    'page',
  ]),
  app: objectOf({ ...inEveryEvent('app'), app, ad, limited_data_use: flag }, ['event', 'event_time', 'app']),
  offline: objectOf(inEveryEvent('offline'), ['event', 'event_time']),
  crm: objectOf({ ...inEveryEvent('crm'), lead }, ['event', 'event_time', 'lead']),
};

const isEventSource = (value: unknown): value is EventSource =>
  typeof value === 'string' && Object.hasOwn(eventRules, value);

const topLevel = new Set(['event_source', 'event_source_id', 'test_event_code', 'data']);

function faultOfHead(body: Record<string, unknown>): Fault | undefined {
  const { event_source: source, event_source_id: id, test_event_code: testCode } = body;
  // TikTok's own sentence, which forgets crm: https://github.com/gingagenie/taska-vercel (live replies).
  if (!isEventSource(source)) {
    return { code: 40002, message: 'Invalid value for event_source: must be web, app or offline.' };
  }
  if (typeof id !== 'string' || !eventSourceId[source].test(id)) {
    return { code: 40002, message: 'Invalid value for event_source_id: not a valid string.' };
  }
  if (body.partner_name !== undefined) return { code: 40063, message: 'partner_name: Invalid partner name.' };
  const unknown = Object.keys(body).find((name) => !topLevel.has(name));
  if (unknown !== undefined) return paramFault(unknown, 'Unknown field.');
  if (testCode === undefined) return undefined;
  return textWhere((value) => value.length <= 64, 'Not a valid test event code.')(
    testCode,
    'test_event_code',
  );
}

function faultOfEvents(data: readonly unknown[], source: EventSource, nowMs: number): Fault | undefined {
  const oldest = Math.floor(nowMs / 1000) - oldestSeconds;
  for (const [index, event] of data.entries()) {
    const path = `data.${index}`;
    const fault = eventRules[source](event, path);
    if (fault) return fault;
    const seconds = isRecord(event) ? Number(event.event_time) : Number.NaN;
    if (seconds < oldest) return paramFault(`${path}.event_time`, 'The event is older than 28 days.');
  }
  return undefined;
}

/** Judges the parsed body of `POST /open_api/v1.3/event/track/`. One bad event refuses the whole request. */
export function judgeTrackBody(body: unknown, nowMs: number): Fault | undefined {
  if (!isRecord(body)) return { code: 40002, message: 'Request body must be a JSON object.' };
  const headFault = faultOfHead(body);
  if (headFault) return headFault;
  const { data, event_source: source } = body;
  if (data === undefined) return paramFault('data', 'Missing data for required field.');
  if (!Array.isArray(data)) return paramFault('data', 'Not a valid list.');
  if (data.length < 1 || data.length > mostEvents) {
    return { code: 40061, message: `data: Invalid batch size ${data.length}, must be 1 to ${mostEvents}.` };
  }
  return findForbiddenValue(body, '') ?? faultOfEvents(data, isEventSource(source) ? source : 'web', nowMs);
}
