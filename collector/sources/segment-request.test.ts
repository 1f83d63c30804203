import { describe, expect, it } from 'vitest';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { readSegmentRequest } from './segment-request.ts';

const readOne = (call: object) => readSegmentRequest(JSON.stringify(call), 'track').events[0];

describe('which call it is', () => {
  const read = (calls: readonly object[]) =>
    readSegmentRequest(JSON.stringify({ batch: calls }), 'batch').events;

  it('is said in a batch, and each is judged by itself', () => {
    expect(
      read([
        { type: 'track', event: 'A' },
        {
          type: 'page',
          name: 'Home',
          properties: { url: 'https://a.example/', referrer: 'https://b.example/' },
        },
        { type: 'screen', name: 'Main', properties: { event_source: 'app' } },
        { type: 'identify', userId: 'u', traits: { email: 'a@b.example' } },
        { type: 'alias', previousId: 'a', userId: 'b' },
        { type: 'group', groupId: 'g', userId: 'b' },
        { type: 'delete' },
        { event: 'A' },
        { type: 'track', event: 'B' },
      ]),
    ).toEqual([
      { event: 'A' },
      { event: 'Pageview', page: { url: 'https://a.example/', referrer: 'https://b.example/' } },
      { event: 'Pageview', event_source: 'app' },
      'nothing to send',
      'nothing to send',
      'nothing to send',
      expect.objectContaining({ path: 'type' }),
      expect.objectContaining({ path: 'type' }),
      { event: 'B' },
    ]);
  });

  it('is said by the path otherwise', () => {
    const body = JSON.stringify({ type: 'track', event: 'A', properties: { url: 'https://a.example/' } });
    expect(readSegmentRequest(body, 'page').events).toEqual([
      { event: 'Pageview', page: { url: 'https://a.example/' } },
    ]);
    expect(readSegmentRequest('{"userId":"u"}', 'identify').events).toEqual(['nothing to send']);
  });

  it('a batch may say once what holds for all of them', () => {
    const batch = [
      { type: 'track', event: 'A' },
      { type: 'track', event: 'B', context: { ip: '203.0.113.9' }, integrations: { All: false } },
      { type: 'track', event: 'C', context: 'x' },
      7,
    ];
    const context = { ip: '203.0.113.7', locale: 'de' };
    expect(readSegmentRequest(JSON.stringify({ batch, context, integrations: {} }), 'batch').events).toEqual([
      { event: 'A', user: { ip: '203.0.113.7', locale: 'de' } },
      { dropped: 'disabled', event: 'B' },
      expect.objectContaining({ path: 'context' }),
      expect.objectContaining({ path: '' }),
    ]);
  });

  it.each<[string, number, string | undefined, string]>([
    ['[]', 400, '', 'a list'],
    ['{}', 400, 'batch', 'no batch'],
    ['{"batch":[]}', 400, 'batch', 'an empty one'],
    ['{"batch":{}}', 400, 'batch', 'no list'],
    [JSON.stringify({ batch: Array(1001).fill({}) }), 413, 'batch', 'one call too many'],
    ['{', 400, undefined, 'no JSON'],
  ])('refuses it as a whole (%#)', (text, status, path) => {
    let refusal: unknown;
    try {
      readSegmentRequest(text, 'batch');
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(InvalidRequest);
    expect(refusal).toMatchObject({ status, path });
  });
});

// https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/#selecting-integrations
describe('what is switched off', () => {
  it.each<[object, boolean, string]>([
    [{ All: false }, false, 'everything'],
    [{ all: false }, false, 'in lower case'],
    [{ TikTok: false }, false, 'this destination'],
    [{ 'TikTok Conversions': false }, false, 'by Segment’s name'],
    [{ TIKTOK_ADS: false }, false, 'by RudderStack’s'],
    [{ Clickthread: false }, false, 'by ours'],
    [{ All: false, TikTok: true }, true, 'everything else'],
    [{ All: false, 'TikTok Conversions': { ttclid: 'a' } }, true, 'an object says yes, too'],
    [{ Amplitude: false }, true, 'another one'],
    [{ All: true }, true, 'nothing'],
    [{}, true, 'nothing is said'],
  ])('%j: sent is %j (%s)', (integrations, isSent) => {
    const read = readOne({
      event: 'Shopped',
      integrations,
      properties: isSent ? {} : { value: 'no number' },
    });
    if (isSent) expect(read).toMatchObject({ event: 'Shopped' });
    else expect(read).toEqual({ dropped: 'disabled', event: 'Shopped' });
  });
});

describe('where a fault stands', () => {
  const products = (product: object) => ({ products: [{ sku: 'a' }, product] });

  it.each<[object, string, string]>([
    [{ properties: products({ price: 'NaN' }) }, 'properties.products.1.price', 'a product'],
    [{ properties: products({ name: 7 }) }, 'properties.products.1.name', 'in its own words'],
    [{ properties: { products: [{ sku: 'a' }, 'b'] } }, 'properties.products.1', 'no product'],
    [{ properties: { products: 'a' } }, 'properties.products', 'no list'],
    [{ properties: { contents: [{ price: 'x' }] } }, 'properties.contents.0.price', 'contents'],
    [{ properties: { sku: 'a', price: 'x' } }, 'properties.price', 'the only product'],
    [{ properties: { revenue: '1.299,00' } }, 'properties.revenue', 'a value under another name'],
    [{ properties: { orderId: {} } }, 'properties.orderId', 'an order'],
    [{ properties: { eventId: 'a\nb' } }, 'properties.eventId', 'an event id'],
    [{ properties: 'x' }, 'properties', 'no properties'],
    [{ messageId: {} }, 'messageId', 'a message id'],
    [{ timestamp: {} }, 'timestamp', 'a time'],
    [{ originalTimestamp: {} }, 'originalTimestamp', 'the time by its other name'],
    [{ properties: { contentIds: ['a', {}] } }, 'properties.contentIds.1', 'one of several'],
    [{ context: { user: { email: {} } } }, 'context.user.email', 'an override'],
    [{ context: { externalId: [{ type: 'tiktokExternalId', id: {} }] } }, 'context.externalId.0.id', 'an id'],
    [{ context: { ip: 7 } }, 'context.ip', 'an address'],
    [{ event: undefined }, 'event', 'no name'],
    [{ event: 7 }, 'event', 'a name that is none'],
  ])('%j: %s (%s)', (call, path) => {
    const body = JSON.stringify({ event: 'Shopped', ...call });
    const { events, inWordsOfCall } = readSegmentRequest(body, 'track');
    const [fault] = events;
    if (typeof fault !== 'object' || !('path' in fault)) throw new Error('expected a fault');
    expect(inWordsOfCall({ index: 0, ...fault })).toEqual({ index: 0, path, message: fault.message });
    expect(fault.message).not.toMatch(/NaN|1\.299/);
  });

  // What a later stage finds is told in our words, whatever it came from.
  it.each<[object, string, string, string]>([
    [{}, 'page.url', 'context.page.url', 'what nobody said: where it is looked for'],
    [{ properties: { url: 'x' } }, 'page.url', 'properties.url', 'where it was said'],
    [{ originalTimestamp: '2020-01-01' }, 'event_time', 'originalTimestamp', 'too old'],
    [{ messageId: 'a@b.example' }, 'event_id', 'messageId', 'the id was made of the message’s'],
    [
      { messageId: 'm', properties: { orderId: 'a@b.example' } },
      'event_id',
      'properties.orderId',
      'or order’s',
    ],
    [{}, 'event_id', 'properties.eventId', 'or of the content'],
    [{}, '', '', 'the whole'],
  ])('%j, %j: %j (%s)', (call, ours, theirs) => {
    const { inWordsOfCall } = readSegmentRequest(JSON.stringify({ event: 'Shopped', ...call }), 'track');
    expect(inWordsOfCall({ index: 0, path: ours, message: '' }).path).toBe(theirs);
  });
});
