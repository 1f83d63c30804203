import { describe, expect, it } from 'vitest';
import { collectEventSchema } from './collect-request.ts';
import { serverEventSchema } from './event.ts';
import { type Fault, firstFault } from './fault.ts';
import { parseJson } from './json.ts';

/** What the contract makes of the JSON text of an event with these fields. */
function read(fields: string): object {
  const parsed = serverEventSchema.safeParse(parseJson(`{"event":"Purchase"${fields && `,${fields}`}}`));
  return parsed.success ? parsed.data : { refused: firstFault(parsed.error) };
}

const AMOUNT = 'expected a number, or a string such as "99.95": digits and a decimal point, nothing else';
const UNKNOWN = 'unknown field; remove it or check its spelling';
const KEY = 'expected a string, a number, or an array of them (at most 20)';

describe('what a server may send', () => {
  it.each([
    { fields: '', kept: {}, reason: 'the name alone' },
    { fields: '"event_id":"ord_1"', kept: { event_id: 'ord_1' }, reason: 'a string id' },
    { fields: '"event_id":10001', kept: { event_id: '10001' }, reason: 'a number becomes a string' },
    { fields: '"event_id":null', kept: {}, reason: 'null means absent' },
    { fields: '"event_time":1795001371', kept: { event_time: 1795001371 }, reason: 'seconds' },
    { fields: '"properties":{"value":59.98}', kept: { properties: { value: 59.98 } }, reason: 'a number' },
    { fields: '"properties":{"value":"59.98"}', kept: { properties: { value: 59.98 } }, reason: 'a text' },
    { fields: '"properties":{"value":0}', kept: { properties: { value: 0 } }, reason: 'nothing to pay' },
    { fields: '"properties":{"value":"0"}', kept: { properties: { value: 0 } }, reason: 'nothing, in text' },
    { fields: '"properties":{"value":-5}', kept: { properties: { value: -5 } }, reason: 'money back' },
    { fields: '"properties":{"value":"-5.00"}', kept: { properties: { value: -5 } }, reason: 'a refund' },
    { fields: '"properties":{"num_items":"2"}', kept: { properties: { num_items: 2 } }, reason: 'a count' },
    {
      fields: '"properties":{"order_id":491}',
      kept: { properties: { order_id: '491' } },
      reason: 'a number',
    },
    {
      // TikTok takes content_id as a string only: https://business-api.tiktok.com/portal/docs?id=1771101303285761
      fields:
        '"properties":{"contents":[{"content_id":1077218,"price":"29.99","quantity":"2"}],"content_ids":[7]}',
      kept: {
        properties: { contents: [{ content_id: '1077218', price: 29.99, quantity: 2 }], content_ids: ['7'] },
      },
      reason: 'contents as shops hold them',
    },
    {
      fields:
        '"user":{"email":["a@b.example","c@d.example"],"phone":12133734253,"external_id":7,"zip_code":10115}',
      kept: {
        user: {
          email: ['a@b.example', 'c@d.example'],
          phone: 12133734253,
          external_id: 7,
          zip_code: '10115',
        },
      },
      reason: 'match keys as text, number or list',
    },
    { fields: '"lead":{"lead_id":7300}', kept: { lead: { lead_id: '7300' } }, reason: 'the id of a lead' },
    {
      fields: '"app":{"app_id":835599320}',
      kept: { app: { app_id: '835599320' } },
      reason: "Apple's numeric id",
    },
  ])('$fields: $reason', ({ fields, kept }) => {
    expect(read(fields)).toEqual({ event: 'Purchase', ...kept });
  });
});

describe('what is refused, with its path', () => {
  it.each([
    { fields: '"properties":{"value":"1.299,00"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"1,299.00"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"$5"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"5 USD"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"(null)"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":""}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":" "}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":" 5 "}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"5e3"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"NaN"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"Infinity"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"+5"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"5."}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"٥"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":[5]}', path: 'properties.value', message: AMOUNT },
    ...['total', 'tax', 'shipping', 'predicted_ltv'].map((field) => ({
      fields: `"properties":{"${field}":"1.299,00"}`,
      path: `properties.${field}`,
      message: AMOUNT,
    })),
    {
      fields: '"properties":{"contents":[{"line_price":"$5"}]}',
      path: 'properties.contents.0.line_price',
      message: AMOUNT,
    },
    { fields: '"properties":{"value":"0x10"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":"05"}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":1e999}', path: 'properties.value', message: AMOUNT },
    { fields: '"properties":{"value":true}', path: 'properties.value', message: AMOUNT },
    {
      fields: '"properties":{"contents":[{"price":1},{"price":"(null)"}]}',
      path: 'properties.contents.1.price',
      message: AMOUNT,
    },
    {
      fields: '"properties":{"num_items":2.5}',
      path: 'properties.num_items',
      message: 'expected a whole number, or a string of digits',
    },
    { fields: '"properties":{"contents_ids":["7"]}', path: 'properties.contents_ids', message: UNKNOWN },
    {
      fields: '"properties":{"contents":[{"shelf":"7"}]}',
      path: 'properties.contents.0.shelf',
      message: UNKNOWN,
    },
    { fields: '"user":{"phone_number":"+1"}', path: 'user.phone_number', message: UNKNOWN },
    { fields: '"eventId":"1"', path: 'eventId', message: UNKNOWN },
    { fields: '"user":{"email":{"value":"a@b.example"}}', path: 'user.email', message: KEY },
    { fields: '"user":{"email":["a@b.example",true]}', path: 'user.email', message: KEY },
    {
      fields: '"event_id":1e999',
      path: 'event_id',
      message: 'expected a string (at most 1000 characters) or a number',
    },
    {
      fields: '"event_id":""',
      path: 'event_id',
      message:
        'expected 1 to 200 characters of well-formed text, none of them a control character, and not "undefined" or "null"',
    },
    {
      fields: '"event_time":{}',
      path: 'event_time',
      message: 'expected ISO 8601, Unix seconds or Unix milliseconds',
    },
    { fields: '"event":7', path: 'event', message: 'required: the name of the event, a string' },
    { fields: '"event":""', path: 'event', message: 'required: the name of the event' },
  ])('$fields', ({ fields, path, message }) => {
    expect(read(fields)).toEqual({ refused: { path, message } });
  });

  // Not to be written in JSON, yet a source may hand it on.
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s as an amount', (value) => {
    const { error } = serverEventSchema.safeParse({ event: 'Purchase', properties: { value } });
    expect(error && firstFault(error)).toEqual({ path: 'properties.value', message: AMOUNT });
  });

  it('refuses an event without a name', () => {
    const { error } = serverEventSchema.safeParse({});
    expect(error && firstFault(error)).toEqual<Fault>({
      path: 'event',
      message: 'required: the name of the event, a string',
    });
  });

  it.each(['web', 'app', 'offline', 'crm'])('knows the source %s', (source) => {
    expect(read(`"event_source":"${source}"`)).toMatchObject({ event_source: source });
  });
  it.each(['WEB', 'email', ''])('does not know the source "%s"', (source) => {
    expect(read(`"event_source":"${source}"`)).toMatchObject({ refused: { path: 'event_source' } });
  });
});

describe('what a page gives to the pixel', () => {
  const fromPage = (properties: object) =>
    collectEventSchema.safeParse({ event: 'Purchase', event_id: '1', properties });

  it.each([
    { properties: { contents_ids: ['7'], value: '5.00' }, kept: { value: 5 }, reason: 'a misspelt field' },
    { properties: { gtm_version: 2, value: 5 }, kept: { value: 5 }, reason: "another tool's field" },
    {
      properties: { contents: [{ content_id: 119, shelf: 'x' }] },
      kept: { contents: [{ content_id: '119' }] },
      reason: 'the same inside contents',
    },
  ])('ignores $reason', ({ properties, kept }) => {
    expect(fromPage(properties).data?.properties).toEqual(kept);
  });

  it('still refuses an amount that is none', () => {
    const { error } = fromPage({ value: '1.299,00' });
    expect(error && firstFault(error)).toEqual({ path: 'properties.value', message: AMOUNT });
  });

  it('refuses an event without an id: the pixel was given one', () => {
    const { error } = collectEventSchema.safeParse({ event: 'Purchase' });
    expect(error && firstFault(error).path).toBe('event_id');
  });
});
