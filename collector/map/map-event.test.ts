import { describe, expect, it } from 'vitest';
import { createNormalise, type IdentifiedEvent } from '../normalise/normalise-event.ts';
import { currentEventNames, eventNameStatus } from '../tiktok/event-names.ts';
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
});
const normalise = createNormalise({
  defaultCountry: undefined,
  currencies: new Set(['USD']),
  maxEventAgeMs: 28 * 86_400_000,
});

/** The mapped event as it is written: JSON leaves out what is undefined. */
function mapped(event: Partial<IdentifiedEvent>) {
  const normalised = normalise(
    { event: 'Purchase', event_id: 'ord_1', page: { url: 'https://shop.example/' }, ...event },
    receivedAt,
  );
  if (!('eventId' in normalised)) throw new Error(`expected an event: ${normalised.message}`);
  const result = mapEvent(normalised);
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
  expect(
    mapped({ event: 'Contact', event_source: 'crm', page: undefined, lead: { lead_id: '7300' } }),
  ).toStrictEqual({ event: 'Contact', event_time: SECONDS, event_id: 'ord_1', lead: { lead_id: '7300' } });
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

describe('the page', () => {
  it.each([
    { event_source: undefined, page: undefined, refused: true, reason: 'web is the default' },
    { event_source: 'web', page: { url: '' }, refused: true, reason: 'blank' },
    {
      event_source: 'web',
      page: { referrer: 'https://t.example/' },
      refused: true,
      reason: 'a referrer only',
    },
    { event_source: 'app', page: undefined, refused: false, reason: 'apps have none' },
    { event_source: 'offline', page: undefined, refused: false, reason: 'shops have none' },
    { event_source: 'crm', page: undefined, refused: false, reason: 'nor has a CRM' },
  ] as const)('$event_source refused: $refused, $reason', ({ event_source, page, refused }) => {
    const result = mapped({ event_source, page });
    if (refused) expect(result).toMatchObject({ path: 'page.url' });
    else expect(result).not.toHaveProperty('page');
  });
});

// https://ads.tiktok.com/help/article/limited-data-use
describe('limited_data_use', () => {
  it.each([
    { event_source: 'web', limited: true, sent: { limited_data_use: true } },
    { event_source: 'app', limited: true, sent: { limited_data_use: true } },
    { event_source: 'web', limited: false, sent: { limited_data_use: false } },
    { event_source: 'web', limited: undefined, sent: {} },
    { event_source: 'offline', limited: true, sent: {} },
    { event_source: 'crm', limited: true, sent: {} },
  ] as const)('$event_source, $limited: $sent', ({ event_source, limited, sent }) => {
    const page = { url: 'https://shop.example/' };
    expect(mapped({ event_source, page, limited_data_use: limited })).toStrictEqual({
      event: 'Purchase',
      event_time: SECONDS,
      event_id: 'ord_1',
      page,
      ...sent,
    });
  });
});

it('sends neither null, nor "", nor an empty list or object, but keeps 0 and false', () => {
  expect(
    mapped({
      user: { email: '', locale: ' ', city: '' },
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
    properties: { value: 0, contents: [{ price: 0, quantity: 1 }] },
    page: { url: 'https://shop.example/' },
    limited_data_use: false,
  });
});
