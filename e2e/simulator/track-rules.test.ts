import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { judgeTrackBody } from './track-rules.ts';

const now = Date.UTC(2026, 10, 20, 12, 0, 0);
const nowSeconds = now / 1000;
const day = 24 * 3600;
const sha256 = (value: string) => createHash('sha256').update(value).digest('hex');

// Golden vectors of https://business-api.tiktok.com/portal/docs (Events API, how to hash).
const email = '848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f';
const phone = '9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd';
const externalId = '80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b';

const clickId = `E.C.P.${'Ab3-_'.repeat(60)}`;
const purchase = {
  event: 'Purchase',
  event_time: nowSeconds - 5,
  event_id: 'ord_10001',
  user: {
    email,
    phone: [phone, sha256('+4915112345678')],
    external_id: [externalId],
    ttclid: clickId,
    ttp: '01JXQ5CT7E9W9PJ0T3N8Z4K2AB_.tt.1',
    ip: '203.0.113.10',
    user_agent: 'Mozilla/5.0 (compatible; Bot/2.1; +http://www.example.com/bot.html) 20241118120000',
    locale: 'pt-BR',
    first_name: sha256('alice'),
    city: 'são paulo',
  },
  properties: {
    value: 59.98,
    currency: 'USD',
    contents: [{ content_id: '1077218', content_name: 'Socks', price: 29.99, quantity: 2 }],
    content_type: 'product',
    content_ids: ['1077218'],
    order_id: '491511234567',
    num_items: 2,
  },
  page: {
    url: `https://shop.example/thanks?order=491511234567&ttclid=${clickId}`,
    referrer: 'https://t.example/',
  },
  limited_data_use: false,
};
const head = { event_source: 'web', event_source_id: 'C4AAAAAAAAAAAAAAAAAA' };
const bodyOf = (event: unknown, extra: object = {}) => ({ ...head, data: [event], ...extra });

/** A copy of the purchase with one thing changed; `undefined` takes the field away. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(purchase);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let target: Record<string, unknown> = copy;
  for (const step of steps) target = target[step] as Record<string, unknown>;
  if (value === undefined) delete target[last];
  else target[last] = value;
  return copy;
}

const withoutTime = { event: 'Purchase', event_id: 'o1' };
const offlineHead = { event_source: 'offline', event_source_id: '7300000000000000001' };
const crmHead = { event_source: 'crm', event_source_id: '7300000000000000002' };
const appHead = { event_source: 'app', event_source_id: '7300000000000000003' };
const bare = { event: 'Purchase', event_time: nowSeconds };

describe('accepted', () => {
  it.each([
    ['everything a web purchase may carry', bodyOf(purchase)],
    ['only what is required', bodyOf({ ...bare, event_id: 'o1', page: { url: 'https://shop.example/' } })],
    ['a test event', bodyOf(purchase, { test_event_code: 'TEST12345' })],
    ['one thousand events', { ...head, data: Array.from({ length: 1000 }, () => purchase) }],
    ['a price of zero', bodyOf(changed('properties.value', 0))],
    ['exactly 28 days old', bodyOf(changed('event_time', nowSeconds - 28 * day))],
    ['a time ahead: nothing documented', bodyOf(changed('event_time', nowSeconds + 3600))],
    ['full IPv6', bodyOf(changed('user.ip', '2001:0db8:0000:0000:0000:0000:0000:0001'))],
    ['compressed IPv6', bodyOf(changed('user.ip', '2001:db8::1'))],
    ['a click id of 1,000', bodyOf(changed('user.ttclid', 'a'.repeat(1000)))],
    ['a plus that is a space', bodyOf(changed('page.url', 'https://shop.example/?q=case+20261118'))],
    ['an at sign that is no address', bodyOf(changed('page.url', 'https://shop.example/@brand/socks@2x'))],
    ['offline', { ...offlineHead, data: [{ ...bare, user: { email } }] }],
    ['crm', { ...crmHead, data: [{ ...bare, event: 'Vertrag geprüft', lead: { lead_id: '7300' } }] }],
    ['app', { ...appHead, data: [{ ...bare, event: 'LaunchAPP', app: { app_id: 'com.shop.app' } }] }],
  ])('%s', (_reason, body) => {
    expect(judgeTrackBody(body, now)).toBeUndefined();
  });

  it.each([
    ['CompletePayment', 'reserved, yet what TikTok’s own templates send'],
    ['PlaceAnOrder', 'retired'],
    ['ClickButton', 'retired'],
    ['SubmitForm', 'takes turns with Lead'],
    ['Pageview', 'the spelling on the wire'],
    [`A${'b'.repeat(49)}`, 'fifty characters'],
    ['quiz-step_2', 'custom'],
  ])('event %s (%s)', (event) => {
    expect(judgeTrackBody(bodyOf(changed('event', event)), now)).toBeUndefined();
  });
});

describe('refused for the request', () => {
  it.each([
    ['no object', [], 40002, 'Request body must be a JSON object.'],
    ['no source', { ...bodyOf(purchase), event_source: undefined }, 40002, /event_source: must be web, app/],
    ['source in the event', { data: [{ ...purchase, ...head }] }, 40002, /event_source: must be web, app/],
    [
      'numeric id',
      bodyOf(purchase, { event_source_id: 73000 }),
      40002,
      /event_source_id: not a valid string/,
    ],
    ['pixel id, not code', bodyOf(purchase, { event_source_id: '73-1' }), 40002, /event_source_id/],
    ['not a partner', bodyOf(purchase, { partner_name: 'Us' }), 40063, /partner_name/],
    ['unknown field', bodyOf(purchase, { pixel_code: 'C4' }), 40002, 'pixel_code: Unknown field.'],
    ['test code too long', bodyOf(purchase, { test_event_code: 'T'.repeat(65) }), 40002, /^test_event_code/],
    ['no data', head, 40002, 'data: Missing data for required field.'],
    ['one event, not in a list', { ...head, data: purchase }, 40002, 'data: Not a valid list.'],
    ['empty batch', { ...head, data: [] }, 40061, /batch size 0/],
    [
      '1,001 events',
      { ...head, data: Array.from({ length: 1001 }, () => purchase) },
      40061,
      /batch size 1001/,
    ],
  ])('%s', (_reason, body, code, message) => {
    const fault = judgeTrackBody(body, now);
    expect(fault?.code).toBe(code);
    expect(fault?.message).toMatch(message);
  });
});

describe('refused for one field', () => {
  it.each<[string, unknown, string, string]>([
    ['event_id', undefined, 'Missing data for required field.', 'the pixel sends it too'],
    ['event_id', 10001, 'Not a valid string.', 'TikTok compares strings'],
    ['event_id', 'undefined', 'Not a valid string.', 'a broken template makes every order one'],
    ['event_id', '', 'Empty strings are not accepted.', 'the pixel’s empty id, relayed'],
    ['event_time', undefined, 'Missing data for required field.', ''],
    ['event_time', String(nowSeconds), 'Not a valid integer.', 'a string'],
    ['event_time', nowSeconds + 0.5, 'Not a valid integer.', 'fractions'],
    ['event_time', now, 'Not a Unix timestamp in seconds.', 'milliseconds'],
    ['event_time', nowSeconds - 28 * day - 1, 'The event is older than 28 days.', ''],
    ['page', undefined, 'Missing data for required field.', 'required for web'],
    ['page', { referrer: 'https://t.example/' }, 'url: Missing data', 'required for web'],
    ['page.url', '/thanks', 'Not a valid URL.', 'relative'],
    ['lead', { lead_id: '1' }, 'Unknown field.', 'belongs to crm'],
    ['context', { a: 1 }, 'Unknown field.', 'the old endpoint'],
    ['limited_data_use', 'true', 'Not a valid boolean.', ''],
    ['user', {}, 'Empty lists and objects', ''],
    ['user.phone', [], 'Empty lists and objects', ''],
    ['user.email', null, 'Field may not be null.', ''],
    ['user.email', email.toUpperCase(), 'lower-case hexadecimal', ''],
    ['user.email', sha256(''), 'SHA-256 of an empty', 'hash of nothing'],
    ['user.external_id', sha256('guest'), 'SHA-256 of an empty', 'every guest one person'],
    ['user.external_id', [externalId, sha256('0')], 'SHA-256 of an empty', 'second value'],
    ['user.phone', [sha256('undefined')], 'SHA-256 of an empty', ''],
    ['user.phone_number', phone, 'Unknown field.', 'its name before 2.0'],
    ['user.ttclid', '__CLICKID__', 'Not a valid click id.', 'macro never filled in'],
    ['user.ttclid', '_CLICKID_', 'Not a valid click id.', 'example of the help page'],
    ['user.ttclid', 'a'.repeat(1001), 'Not a valid click id.', ''],
    ['user.ttclid', 'E.C.P.\u00e9', 'Not a valid click id.', 'not printable ASCII'],
    ['user.ip', '10.1.2.3', 'Not a public IPv4', 'private'],
    ['user.ip', '127.0.0.1', 'Not a public IPv4', 'loopback'],
    ['user.ip', '169.254.1.1', 'Not a public IPv4', 'link-local'],
    ['user.ip', '100.64.0.1', 'Not a public IPv4', 'carrier NAT'],
    ['user.ip', '::1', 'Not a public IPv4', 'loopback'],
    ['user.ip', 'fe80::1', 'Not a public IPv4', 'link-local'],
    ['user.ip', 'fd00::1', 'Not a public IPv4', 'private'],
    ['user.ip', '::ffff:203.0.113.10', 'Not a public IPv4', 'mapped address not unwrapped'],
    ['user.ip', '203.0.113.10, 10.0.0.1', 'Not a public IPv4', 'a whole forwarded list'],
    ['user.user_agent', '  ', 'Empty strings', ''],
    ['user.locale', 'en_US', 'BCP 47', 'underscore'],
    ['user.city', sha256('berlin'), 'Must not be hashed.', 'plain for TikTok'],
    ['user.idfa', 'AEBE52E7-03EE-455A-B3C4-E57283966239', 'Unknown field.', 'belongs to app'],
    ['properties', {}, 'Empty lists and objects', ''],
    ['properties.value', '59.98', 'Not a valid number.', 'string, as the pixel may send it'],
    ['properties.value', Number.POSITIVE_INFINITY, 'Not a valid number.', '1e999'],
    ['properties.currency', 'usd', 'ISO 4217', 'lower case'],
    ['properties.currency', 'XAU', 'ISO 4217', 'not supported'],
    ['properties.num_items', 1.5, 'Not a valid integer.', ''],
    ['properties.content_type', 'sku', 'Must be one of: product, product_group.', ''],
    ['properties.contents_ids', ['1'], 'Unknown field.', 'a known misspelling'],
    ['properties.content_ids', [119], 'Not a valid string.', 'number'],
    ['properties.contents.0.content_id', 119, 'Not a valid string.', 'number'],
    ['properties.contents.0.content_id', 'undefined', 'Not a valid string.', ''],
    ['properties.contents.0.content_id', 'NaN', 'Not a valid string.', ''],
    ['properties.contents.0.price', '29.99', 'Not a valid number.', ''],
    ['properties.contents.0.quantity', 1.5, 'Not a valid integer.', ''],
    ['properties.contents.0.sku', 'a', 'Unknown field.', ''],
  ])('%s = %j: %s (%s)', (path, value, problem) => {
    const fault = judgeTrackBody({ ...head, data: [purchase, changed(path, value)] }, now);
    expect(fault?.code).toBe(40002);
    expect(fault?.message.startsWith(`data.1.${path}`), fault?.message).toBe(true);
    expect(fault?.message).toContain(problem);
  });

  it.each([
    ['event', 'purchase', 'in other case'],
    ['event', 'PageView', 'in other case'],
    ['event', 'Registration', 'reserved'],
    ['event', 'StartCheckout', 'reserved'],
    ['event', '2nd-step', 'custom event name'],
    ['event', 'Quiz done', 'custom event name'],
    ['event', 'Größe', 'custom event name'],
    ['event', 'a'.repeat(51), 'custom event name'],
    ['event', 7, 'Not a valid string.'],
  ])('%s = %j: %s', (path, value, problem) => {
    expect(judgeTrackBody(bodyOf(changed(path, value)), now)?.message).toContain(problem);
  });
});

describe('refused as not hashed', () => {
  it.each<[string, unknown, string]>([
    ['user.email', 'alice@example.com', 'raw'],
    ['user.email', ['alice@example.com'], 'raw in a list'],
    ['user.email', email.slice(1), 'one digit short of a hash'],
    ['user.phone', '+12133734253', 'E.164'],
    ['user.phone', '(+1) 213-373-4253', 'as typed'],
    ['user.phone', '2133734253', 'national'],
    ['user.external_id', 'user_123', 'raw'],
    ['user.first_name', 'alice', 'raw'],
    ['user.city', '015112345678', 'phone in the wrong field'],
    ['event_id', 'alice@example.com', 'the address as id'],
    ['page.url', 'https://shop.example/?email=alice%40example.com', 'encoded in the address'],
    ['page.url', 'https://shop.example/?a=%E0%A4%A&email=alice%40example.com', 'beside a broken escape'],
    ['page.url', 'https://shop.example/?to=%2Fa%3Fu%3Dalice%2540example.com', 'encoded twice'],
    ['page.url', 'https://shop.example/?tel=%2B4915112345678', 'encoded in the address'],
    ['page.referrer', 'https://shop.example/?u=alice@example.com', 'in the referrer'],
    ['properties.description', 'call +49 151 1234 5678', 'in a sentence'],
    ['properties.search_string', 'Alice@Example.com', 'typed into the search box'],
    ['properties.contents.0.content_name', 'Gift for bob@example.org', 'in a product name'],
  ])('%s = %j (%s)', (path, value) => {
    const fault = judgeTrackBody(bodyOf(changed(path, value)), now);
    expect(fault?.code, fault?.message).toBe(40062);
    expect(fault?.message.startsWith(`data.0.${path}`), fault?.message).toBe(true);
    expect(fault?.message, 'the message must not repeat it').not.toContain('alice@');
  });
});

describe('sources other than web', () => {
  it.each([
    [
      'custom offline event',
      { ...offlineHead, data: [{ ...bare, event: 'InStoreVisit' }] },
      'standard events',
    ],
    ['page on offline', { ...offlineHead, data: [{ ...bare, page: purchase.page }] }, 'page: Unknown field.'],
    [
      'ldu on offline',
      { ...offlineHead, data: [{ ...bare, limited_data_use: true }] },
      'limited_data_use: Unknown',
    ],
    ['offline set id', { ...offlineHead, event_source_id: '73', data: [bare] }, 'event_source_id'],
    ['crm without lead', { ...crmHead, data: [bare] }, 'data.0.lead: Missing data'],
    [
      'crm without lead id',
      { ...crmHead, data: [{ ...bare, lead: { lead_event_source: 'x' } }] },
      'lead.lead_id: Missing',
    ],
    ['app without app', { ...appHead, data: [bare] }, 'data.0.app: Missing data'],
    ['app without id', { ...appHead, data: [{ ...bare, app: { app_name: 'Shop' } }] }, 'app.app_id: Missing'],
    ['no event time', { ...offlineHead, data: [withoutTime] }, 'event_time: Missing'],
  ])('%s', (_reason, body, message) => {
    const fault = judgeTrackBody(body, now);
    expect(fault?.code).toBe(40002);
    expect(fault?.message).toContain(message);
  });
});
