import { describe, expect, it } from 'vitest';
import { createNormalise, type IdentifiedEvent } from '../normalise/normalise-event.ts';
import { minorDigits } from '../tiktok/currencies.ts';
import { EVENT_FIELDS } from '../tiktok/event-fields.ts';
import { currentEventNames, eventNameStatus } from '../tiktok/event-names.ts';
import { COMMERCE_EVENTS, MATCH_KEYS } from '../tiktok/event-parameters.ts';
import { createMapEvent } from './map-event.ts';

const receivedAt = Date.UTC(2026, 10, 18, 11, 29, 31);
const SECONDS = receivedAt / 1000;
const mapEvent = createMapEvent({
  names: {
    preset: 'modern',
    map: {},
    alias: {},
    unmapped: 'pass',
    statusOf: eventNameStatus,
    namesOf: currentEventNames,
  },
  fields: EVENT_FIELDS,
  properties: { value: 'total', unitCosts: new Map(), contentId: undefined, minorDigits },
  lint: { commerceEvents: COMMERCE_EVENTS, matchKeys: MATCH_KEYS },
});
const normalise = createNormalise({
  defaultCountry: undefined,
  currencies: new Set(['USD']),
  maxEventAgeMs: 28 * 86_400_000,
  limitedDataUse: false,
  pageParameters: new Set(['e']),
});

const PAGE = { url: 'https://shop.example/' };
const USER = { user_agent: 'Mozilla/5.0' };

function resultOf(event: Partial<IdentifiedEvent>) {
  const normalised = normalise(
    { event: 'Purchase', event_id: 'ord_1', page: PAGE, user: USER, ...event },
    receivedAt,
  );
  if (!('eventId' in normalised)) throw new Error(`expected an event: ${normalised.message}`);
  return mapEvent(normalised);
}

/** The mapped event as it is written: JSON leaves out what is undefined. */
function mapped(event: Partial<IdentifiedEvent>) {
  const result = resultOf(event);
  return JSON.parse(JSON.stringify('items' in result ? result.items[0] : result));
}

// TikTok's own vectors: https://business-api.tiktok.com/portal/docs?id=1771101186666498
const EMAIL_HASH = '848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f';

// Fields as documented: https://business-api.tiktok.com/portal/docs?id=1771101303285761
it('gives a purchase the shape that TikTok documents', () => {
  expect(
    mapped({
      event: 'Order Completed',
      user: { email: 'alice_abc@gmail.com', ttclid: 'E.C.P.abc', ip: '8.8.8.8', user_agent: 'Mozilla/5.0' },
      properties: {
        value: 59.98,
        currency: 'usd',
        contents: [{ content_id: '1077218', content_name: 'Socks', price: 29.99, quantity: 2 }],
        content_type: 'product',
        order_id: '1',
      },
      page: { url: 'https://shop.example/thanks', referrer: 'https://shop.example/pay' },
      limited_data_use: true,
    }),
  ).toStrictEqual({
    event: 'Purchase',
    event_time: SECONDS,
    event_id: 'ord_1',
    user: { email: [EMAIL_HASH], ttclid: 'E.C.P.abc', ip: '8.8.8.8', user_agent: 'Mozilla/5.0' },
    properties: {
      value: 59.98,
      currency: 'USD',
      contents: [{ content_id: '1077218', content_name: 'Socks', price: 29.99, quantity: 2 }],
      content_type: 'product',
      order_id: '1',
    },
    page: { url: 'https://shop.example/thanks', referrer: 'https://shop.example/pay' },
    limited_data_use: true,
  });
});

it('sends a CRM lead without a page', () => {
  expect(mapped({ event: 'Contact', event_source: 'crm', lead: { lead_id: '7300' } })).toStrictEqual({
    event: 'Contact',
    event_time: SECONDS,
    event_id: 'ord_1',
    lead: { lead_id: '7300' },
  });
});

describe('the name', () => {
  it.each([
    {
      event: 'CompletePayment',
      name: 'CompletePayment',
      reason: 'literal: TikTok compares it with the pixel',
    },
    { event: 'SubmitForm', name: 'SubmitForm', reason: 'literal' },
    { event: 'Pageview', name: 'Pageview', reason: 'as the pixel spells it' },
    { event: 'purchase', name: 'Purchase', reason: 'mapped, although it would do as a custom name' },
    { event: 'Refund_v2', name: 'Refund_v2', reason: 'custom' },
    { event: ' Purchase ', name: 'Purchase', reason: 'trimmed' },
  ])('$event is sent as $name: $reason', ({ event, name }) => {
    expect(mapped({ event })).toMatchObject({ event: name });
  });

  // https://ads.tiktok.com/help/article/custom-events
  it.each(['Gekauft!', '1st_order', 'a'.repeat(51), '   ', 'Añadido'])(
    'refuses "%s" with its path',
    (event) => {
      expect(mapped({ event })).toMatchObject({ path: 'event', message: expect.stringContaining('letter') });
    },
  );
});

// https://business-api.tiktok.com/portal/docs?id=1771101303285761
describe('the fields of each source', () => {
  const everything: Partial<IdentifiedEvent> = {
    user: {
      email: 'alice_abc@gmail.com',
      phone: '+12133734253',
      external_id: 'user_123',
      ttclid: 'E.C.P.abc',
      ttp: 'p1',
      ip: '8.8.8.8',
      user_agent: 'Mozilla/5.0',
      locale: 'en-US',
      first_name: 'Alice',
      last_name: 'Abc',
      zip_code: '10115',
      city: 'Berlin',
      state: 'BE',
      country: 'DE',
    },
    page: PAGE,
    app: { app_id: '835599320' },
    ad: { campaign_id: '1', attributed: false },
    lead: { lead_id: '7300' },
    limited_data_use: true,
  };
  const always = ['event', 'event_id', 'event_time', 'user'];

  it.each([
    {
      event_source: 'web',
      fields: [...always, 'limited_data_use', 'page'],
      user: [
        ...['city', 'country', 'email', 'external_id', 'first_name', 'ip', 'last_name', 'locale', 'phone'],
        ...['state', 'ttclid', 'ttp', 'user_agent', 'zip_code'],
      ],
    },
    {
      event_source: 'app',
      fields: ['ad', 'app', ...always, 'limited_data_use'],
      user: ['email', 'ip', 'locale', 'phone', 'user_agent'],
    },
    { event_source: 'offline', fields: always, user: ['email', 'external_id', 'phone', 'ttclid'] },
    { event_source: 'crm', fields: [...always, 'lead'], user: ['email', 'external_id', 'phone'] },
  ] as const)('$event_source', ({ event_source, fields, user }) => {
    const item = mapped({ ...everything, event_source });
    expect(Object.keys(item).sort()).toEqual([...fields].sort());
    expect(Object.keys(item.user).sort()).toEqual(user);
  });
});

describe('what an event may not lack', () => {
  const app = { app_id: '835599320' };
  const lead = { lead_id: '7300' };
  const email = 'alice_abc@gmail.com';
  it.each([
    { event: { page: undefined }, path: 'page.url', reason: 'web is the default' },
    { event: { event_source: 'web', page: { url: ' ' } }, path: 'page.url', reason: 'blank' },
    { event: { page: { referrer: 'https://t.example/' } }, path: 'page.url', reason: 'a referrer only' },
    { event: { user: undefined }, path: 'user', reason: 'web: nobody' },
    { event: { user: { locale: 'en-US', country: 'us' } }, path: 'user', reason: 'web: anybody' },
    { event: { event_source: 'app' }, path: 'app.app_id', reason: 'no app' },
    { event: { event_source: 'app', app: { app_id: '' } }, path: 'app.app_id', reason: 'a blank app' },
    { event: { event_source: 'app', app, user: {} }, path: 'user', reason: 'app: nobody' },
    { event: { event_source: 'app', app, user: { ttp: 'p1' } }, path: 'user', reason: 'not for apps' },
    { event: { event_source: 'crm', lead: { lead_id: 'null' } }, path: 'lead.lead_id', reason: 'a leftover' },
    { event: { event_source: 'crm' }, path: 'lead.lead_id', reason: 'no lead' },
    { event: { event_source: 'crm', lead: { lead_id: ' ' } }, path: 'lead.lead_id', reason: 'a blank one' },
    { event: { event_source: 'offline' }, path: 'user', reason: 'a browser is not known in a shop' },
    {
      event: { event_source: 'offline', user: { ttclid: 'E.C.P.abc' } },
      path: 'user',
      reason: 'nor a click',
    },
  ] as const)('is refused: $reason', ({ event, path }) => {
    expect(resultOf(event)).toMatchObject({ path, message: expect.any(String) });
  });

  it.each([
    { event: { user: { email } }, reason: 'web: an address' },
    { event: { user: { phone: '+12133734253' } }, reason: 'web: a number' },
    { event: { user: { external_id: '7' } }, reason: "web: the shop's own id" },
    { event: { user: { ttclid: 'E.C.P.abc' } }, reason: 'web: a click' },
    { event: { user: { ttp: 'p1' } }, reason: 'web: a browser' },
    { event: { user: { ip: '8.8.8.8' } }, reason: 'web: where from' },
    { event: { event_source: 'app', app }, reason: 'app: its agent' },
    { event: { event_source: 'crm', lead, user: undefined }, reason: 'crm: the lead says who' },
    { event: { event_source: 'offline', user: { email } }, reason: 'offline: an address' },
    { event: { event_source: 'offline', user: { phone: '+12133734253' } }, reason: 'offline: a number' },
  ] as const)('is enough: $reason', ({ event }) => {
    expect(resultOf(event)).toHaveProperty('items');
  });
});

// https://ads.tiktok.com/help/article/limited-data-use
describe('limited_data_use', () => {
  const user = { email: 'alice_abc@gmail.com' };
  it.each([
    { event_source: 'web', limited: true, sent: true },
    { event_source: 'web', limited: false, sent: false },
    { event_source: 'web', limited: undefined, sent: false },
    { event_source: 'app', limited: true, sent: true },
    { event_source: 'app', limited: undefined, sent: false },
    { event_source: 'offline', limited: true, sent: undefined },
    { event_source: 'crm', limited: true, sent: undefined },
  ] as const)('$event_source, $limited: $sent', ({ event_source, limited, sent }) => {
    const item = mapped({
      event_source,
      user,
      app: { app_id: '1' },
      lead: { lead_id: '7300' },
      limited_data_use: limited,
    });
    expect(item.event).toBe('Purchase');
    expect(item.limited_data_use).toBe(sent);
  });
});

it('leaves out the id of an ad that a template left behind, and tells of it', () => {
  const ad = { campaign_id: 'undefined', ad_id: ' 12 ', attributed: false };
  const event = { event_source: 'app', app: { app_id: '835599320' }, ad } as const;
  expect(mapped(event).ad).toStrictEqual({ ad_id: '12', attributed: false });
  expect(resultOf(event)).toMatchObject({
    findings: expect.arrayContaining([expect.objectContaining({ rule: 'left_out', path: 'ad.campaign_id' })]),
  });
});

it('tells what it made of the properties, and what the event lacks', () => {
  const result = resultOf({
    properties: { contents: [{ content_id: 'null', price: 2, quantity: 3 }], currency: 'USD' },
  });
  expect(result).toMatchObject({
    findings: [
      { rule: 'missing_content_id', path: 'properties.contents.0.content_id' },
      { rule: 'computed', path: 'properties.value' },
      { rule: 'missing_match_keys', path: 'user' },
      { rule: 'missing_click_id', path: 'user.ttclid' },
    ],
  });
});

it('sends neither null, nor "", nor an empty list or object, but keeps 0 and false', () => {
  expect(
    mapped({
      user: { ...USER, email: '', locale: ' ', city: '' },
      page: { ...PAGE, referrer: ' ' },
      properties: {
        value: 0,
        search_string: '',
        content_ids: [],
        contents: [{}, { content_name: '', price: 0, quantity: 1 }],
      },
      limited_data_use: false,
    }),
  ).toStrictEqual({
    event: 'Purchase',
    event_time: SECONDS,
    event_id: 'ord_1',
    user: USER,
    properties: { value: 0, contents: [{ price: 0, quantity: 1 }] },
    page: PAGE,
    limited_data_use: false,
  });
});
