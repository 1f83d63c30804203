import { describe, expect, it } from 'vitest';
import { sha256 } from './match-keys.ts';
import { createNormalise, type IdentifiedEvent } from './normalise-event.ts';
import { writeClean } from './redact.ts';

const receivedAt = Date.UTC(2026, 10, 18, 11, 29, 31);
const normalise = createNormalise({
  defaultCountry: 'US',
  currencies: new Set(['USD', 'EUR']),
  maxEventAgeMs: 28 * 86_400_000,
  limitedDataUse: false,
  pageParameters: new Set(['e']),
});
const normalised = (event: Partial<IdentifiedEvent>) =>
  normalise({ event: 'Purchase', event_id: 'ord_1', ...event }, receivedAt);

/** As it would be written down. */
const written = (event: Partial<IdentifiedEvent>) => writeClean(normalised(event) as object);

// TikTok's own vectors: https://business-api.tiktok.com/portal/docs?id=1771101186666498
const EMAIL_HASH = '848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f';
const PHONE_HASH = '9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd';
const ID_HASH = '80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b';

it('cleans and hashes a whole event', () => {
  expect(
    normalised({
      event: ' Purchase ',
      event_time: '2026-11-18T11:29:00Z',
      user: {
        email: ' ALICE_abc@gmail.com ',
        phone: '(213) 373-4253',
        external_id: 'user_123',
        ttclid: ' E.C.P.abc ',
        ip: '::ffff:8.8.8.8',
        user_agent: ' Mozilla/5.0 ',
        country: 'US',
      },
      properties: { value: 59.98, currency: ' usd ' },
      page: { url: 'https://shop.example/?e=alice%40example.com' },
      test_event_code: ' TEST12345 ',
    }),
  ).toMatchObject({
    event: 'Purchase',
    eventId: 'ord_1',
    eventTime: Date.UTC(2026, 10, 18, 11, 29, 0) / 1000,
    eventSource: 'web',
    user: {
      email: [EMAIL_HASH],
      phone: [PHONE_HASH],
      external_id: [ID_HASH],
      ttclid: 'E.C.P.abc',
      ip: '8.8.8.8',
      user_agent: 'Mozilla/5.0',
      country: 'us',
    },
    properties: { value: 59.98, currency: 'USD' },
    page: { url: 'https://shop.example/?e=[email]' },
    testEventCode: 'TEST12345',
  });
});

describe('currency', () => {
  it.each([
    { currency: 'USD', kept: 'USD', reason: 'as TikTok writes it' },
    { currency: 'eur', kept: 'EUR', reason: 'small letters' },
    { currency: '', kept: undefined, reason: 'blank is absent' },
    { currency: undefined, kept: undefined, reason: 'absent' },
  ])('$currency: $reason', ({ currency, kept }) => {
    expect(normalised({ properties: { currency } })).toMatchObject({ properties: { currency: kept } });
  });

  it.each(['US', 'XYZ', '€', 'US Dollar'])('refuses %s with its path', (currency) => {
    expect(normalised({ properties: { currency } })).toMatchObject({ path: 'properties.currency' });
  });
});

describe('the country of a national phone number', () => {
  it.each([
    { phone: '2133734253', country: undefined, hash: PHONE_HASH, reason: 'the one of the settings' },
    { phone: '2133734253', country: '', hash: PHONE_HASH, reason: 'blank is absent' },
    { phone: '2133734253', country: 'us', hash: PHONE_HASH, reason: 'the one of the buyer' },
    { phone: '020 7946 0958', country: 'GB', hash: sha256('+442079460958'), reason: 'the buyer comes first' },
  ])('$country: $reason', ({ phone, country, hash }) => {
    expect(normalised({ user: { phone, country } })).toMatchObject({ user: { phone: [hash] } });
  });
});

it('says so where the time cannot be read', () => {
  expect(normalised({ event_time: 'yesterday' })).toMatchObject({ path: 'event_time' });
});

it('leaves nothing raw of a buyer it cannot clean', () => {
  const { user } = normalised({
    user: { email: 'not an address', phone: 'none', external_id: ' ', ttclid: '__CLICKID__', ip: '10.0.0.1' },
  }) as { user: object };
  expect(Object.values(user).filter((value) => value !== undefined)).toEqual([]);
});

it.each([
  { event: { properties: { order_id: 'for-alice@example.com' } }, reason: 'order id' },
  { event: { properties: { shop_id: 'alice@example.com' } }, reason: 'shop id' },
  { event: { properties: { content_ids: ['gift alice@example.com'] } }, reason: 'content ids' },
  { event: { properties: { contents: [{ brand: 'alice@example.com' }] } }, reason: 'inside an item' },
  { event: { page: { referrer: 'https://mail.example/alice@example.com' } }, reason: 'referrer' },
  { event: { lead: { lead_id: 'alice@example.com' } }, reason: 'lead' },
  { event: { user: { user_agent: 'bot (alice@example.com)' } }, reason: 'user agent' },
  { event: { user: { ttclid: 'alice@example.com' } }, reason: 'click id' },
])('leaves no address in the $reason', ({ event }) => {
  const result = written(event as Partial<IdentifiedEvent>);
  expect(result).toContain('ord_1');
  expect(result).not.toContain('alice@');
});

it.each(['alice@example.com', 'order+12133734253'])('refuses %s as an event id', (event_id) => {
  expect(normalised({ event_id })).toMatchObject({ path: 'event_id' });
});

describe('an id that tells of the buyer', () => {
  it.each(['alice@example.com', 'ord-alice%40example.com', '+1 213 373 4253'])(
    '%s is refused with its path',
    (event_id) => {
      expect(normalised({ event_id })).toMatchObject({ path: 'event_id' });
    },
  );

  it.each(['ord_10001', 'gid://shopify/Order/450789469', '2133734253'])(
    '%s is taken as it is',
    (event_id) => {
      expect(normalised({ event_id })).toMatchObject({ eventId: event_id });
    },
  );
});

it('takes addresses and numbers out of every text that goes out in the clear', () => {
  const text = written({
    properties: {
      order_id: 'a@b.example',
      contents: [{ brand: 'a@b.example', content_category: '+12133734253' }],
    },
    lead: { lead_id: '1', lead_event_source: 'a@b.example' },
    ad: { callback: 'https://x.example/?m=a%40b.example' },
  });
  expect(JSON.parse(text)).toMatchObject({
    properties: { order_id: '[email]', contents: [{ brand: '[email]', content_category: '[phone]' }] },
    lead: { lead_id: '1', lead_event_source: '[email]' },
    ad: { callback: 'https://x.example/?m=[email]' },
  });
});
