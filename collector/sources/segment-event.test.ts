import { describe, expect, it } from 'vitest';
import { readSegmentRequest } from './segment-request.ts';

const readOne = (call: object) => readSegmentRequest(JSON.stringify(call), 'track').events[0];

/** The whole of a track call, after the specs. https://segment.com/docs/connections/spec/ecommerce/v2/#order-completed */
const orderCompleted = {
  type: 'track',
  event: 'Order Completed',
  userId: '97980cfea0067',
  anonymousId: '23adfd82-aa0f-45a7-a756-24f2a7a4c895',
  messageId: '022bb90c-bbac-11e4-8dfc-aa07a5b093db',
  timestamp: '2026-11-18T11:29:31.000Z',
  originalTimestamp: '2026-11-18T11:29:30.000Z',
  sentAt: '2026-11-18T11:29:32.000Z',
  channel: 'server',
  version: '1.1',
  _metadata: { nodeVersion: '24.0.0' },
  context: {
    ip: '203.0.113.7',
    userAgent: 'Mozilla/5.0',
    locale: 'en-US',
    library: { name: 'analytics-node', version: '3.0.13' },
    page: { url: 'https://shop.example/thanks', referrer: 'https://shop.example/', path: '/thanks' },
    traits: {
      email: 'jane@shop.example',
      phone: '+12133734253',
      firstName: 'Jane',
      lastName: 'Doe',
      address: { city: 'Los Angeles', state: 'CA', postalCode: '90012', country: 'US', street: 'x' },
    },
  },
  properties: {
    checkout_id: 'fksdjfsdjfisjf9sdfjsd9f',
    order_id: '50314b8e9bcf000000000000',
    affiliation: 'Google Store',
    subtotal: 22,
    total: 27.5,
    revenue: 25,
    shipping: 3,
    tax: 2,
    discount: 2.5,
    coupon: 'hasbros',
    currency: 'USD',
    products: [
      {
        product_id: '507f1f77bcf86cd799439011',
        sku: '45790-32',
        name: 'Monopoly: 3rd Edition',
        price: 19,
        quantity: 1,
        category: 'Games',
        variant: 'third',
        brand: 'Hasbro',
        url: 'https://www.example.com/product/path',
        image_url: 'https://www.example.com/product/path.jpg',
      },
      {
        product_id: '505bd76785ebb509fc183733',
        sku: '46493-32',
        name: 'Uno Card Game',
        price: '3',
        quantity: '2',
      },
    ],
  },
};

describe('a track call', () => {
  it('becomes an event in our words', () => {
    expect(readOne(orderCompleted)).toEqual({
      event: 'Order Completed',
      message_id: '022bb90c-bbac-11e4-8dfc-aa07a5b093db',
      event_time: '2026-11-18T11:29:31.000Z',
      user: {
        email: 'jane@shop.example',
        phone: '+12133734253',
        external_id: '97980cfea0067',
        visitor_id: '23adfd82-aa0f-45a7-a756-24f2a7a4c895',
        ip: '203.0.113.7',
        user_agent: 'Mozilla/5.0',
        locale: 'en-US',
        first_name: 'Jane',
        last_name: 'Doe',
        city: 'Los Angeles',
        state: 'CA',
        zip_code: '90012',
        country: 'US',
      },
      page: { url: 'https://shop.example/thanks', referrer: 'https://shop.example/' },
      properties: {
        order_id: '50314b8e9bcf000000000000',
        value: 25,
        total: 27.5,
        tax: 2,
        shipping: 3,
        currency: 'USD',
        contents: [
          {
            product_id: '507f1f77bcf86cd799439011',
            sku: '45790-32',
            variant_id: 'third',
            content_name: 'Monopoly: 3rd Edition',
            content_category: 'Games',
            brand: 'Hasbro',
            price: 19,
            quantity: 1,
          },
          {
            product_id: '505bd76785ebb509fc183733',
            sku: '46493-32',
            content_name: 'Uno Card Game',
            price: 3,
            quantity: 2,
          },
        ],
      },
    });
  });

  it.each<[object, object, string]>([
    [{ originalTimestamp: '2026-11-18T11:29:31Z' }, { event_time: '2026-11-18T11:29:31Z' }, 'RudderStack’s'],
    [{ properties: { eventId: 'a1' }, messageId: 'm' }, { event_id: 'a1', message_id: 'm' }, 'RUD-11'],
    [{ properties: { testEventCode: 'TEST1' } }, { test_event_code: 'TEST1' }, 'RUD-13'],
    [
      { properties: { orderId: 7, shop_id: 9, contentType: 'product', num_items: '2', status: 'paid' } },
      { properties: { order_id: '7', shop_id: '9', content_type: 'product', num_items: 2, status: 'paid' } },
      'camel case, and numbers for text',
    ],
    [
      { properties: { query: 'vase', search_string: 'vases', description: 'd', content_ids: [1] } },
      { properties: { query: 'vase', search_string: 'vases', description: 'd', content_ids: ['1'] } },
      'RUD-14',
    ],
    [
      { properties: { contents: [{ content_id: 'a', price: '1.5', colour: 'red' }] } },
      { properties: { contents: [{ content_id: 'a', price: 1.5 }] } },
      'contents in TikTok’s words, without what nobody knows',
    ],
    [
      { properties: { contents: [], products: [{ sku: 'a' }] } },
      { properties: { contents: [{ sku: 'a' }] } },
      'an empty list hides nothing',
    ],
    [
      { properties: { product_id: 'p', name: 'Vase', price: 5, quantity: 1, cart_id: 'c' } },
      { properties: { contents: [{ product_id: 'p', content_name: 'Vase', price: 5, quantity: 1 }] } },
      '"Product Added": the properties are the product',
    ],
    [{ properties: { value: 3, revenue: 4 } }, { properties: { value: 3 } }, 'value before revenue'],
    [{ properties: { url: 'https://a.example/p' } }, { page: { url: 'https://a.example/p' } }, 'an address'],
    [
      {
        properties: { ttclid: 'E.C.P.a', ttp: 't' },
        integrations: { 'TikTok Conversions': { ttclid: 'x' } },
      },
      { user: { ttclid: 'E.C.P.a', ttp: 't' } },
      'click and cookie',
    ],
    [
      { integrations: { All: true, 'TikTok Conversions': { ttclid: 'E.C.P.b', ttp: 't' } } },
      { user: { ttclid: 'E.C.P.b', ttp: 't' } },
      'the same, where Segment’s destination looks for them',
    ],
    [
      {
        context: {
          user: { email: 'a@b.example', ip: '203.0.113.9' },
          ip: '203.0.113.7',
          traits: { email: 'c' },
        },
      },
      { user: { email: 'a@b.example', ip: '203.0.113.9' } },
      'RUD-15: the explicit word wins',
    ],
    [
      { context: { ad: { callback: 'cb', campaign_id: 5, is_retargeting: true, more: 1 } } },
      { ad: { callback: 'cb', campaign_id: '5', is_retargeting: true } },
      'RUD-15: the ad',
    ],
    [
      {
        userId: 'u',
        context: {
          externalId: [
            { type: 'other', id: 'o' },
            { type: 'tiktokExternalId', id: 't' },
          ],
        },
      },
      { user: { external_id: 't' } },
      'RUD-17',
    ],
    [
      { userId: 'u', context: { externalIds: [{ type: 'tiktokExternalId', id: 't', collection: 'users' }] } },
      { user: { external_id: 't' } },
      'the same in Segment’s words',
    ],
    [{ userId: 'u', context: { externalId: 'o' } }, { user: { external_id: 'u' } }, 'no list, no id'],
    [{ properties: { event_source: 'offline' } }, { event_source: 'offline' }, 'a source'],
    [
      { context: { eventSource: 'app', pixel: 'C4' } },
      { event_source: 'app', pixel: 'C4' },
      'its other place',
    ],
    [{ properties: { event_source: 'newsletter' } }, {}, 'a word of their own is no source'],
    [
      { properties: { currency: '', value: 5 }, userId: null },
      { properties: { value: 5 } },
      'blank is absent',
    ],
    [{ context: { constructor: 1, library: {} }, traits: { plan: 'gold' } }, {}, 'what nobody asked for'],
  ])('%j (%s)', (call, expected) => {
    const event = readOne({ event: 'Shopped', ...call });
    expect(event).toEqual({ event: 'Shopped', ...expected });
  });
});
