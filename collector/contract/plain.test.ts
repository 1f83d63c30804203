import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectEventSchema } from './collect-request.ts';
import { pageProperties, serverEventSchema } from './event.ts';
import { isPlain } from './plain.ts';

const order = {
  event: 'Purchase',
  event_id: 'ord_1',
  event_time: 1795001371,
  event_source: 'web',
  user: { email: 'jane@example.com', external_id: 'c1', ttclid: 'E.C.P.abc', ip: '8.8.8.8' },
  properties: { value: 9.5, currency: 'USD', contents: [{ content_id: 'a', price: 9.5, quantity: 1 }] },
  page: { url: 'https://shop.example/' },
  limited_data_use: true,
  consent: 'granted',
};

it('sees that an ordinary order is right as it is', () => {
  expect(isPlain(serverEventSchema, order)).toBe(true);
  expect(isPlain(pageProperties, order.properties)).toBe(true);
  const { event, event_id, event_time, properties } = order;
  const told = { event, event_id, event_time, properties, pixel_fired: true };
  expect(isPlain(collectEventSchema, told)).toBe(true);
  expect(collectEventSchema.parse(told)).toEqual(told);
  expect(isPlain(collectEventSchema, { ...told, properties: { theme: 'dark' } })).toBe(false);
});

describe('what the schema has to look at', () => {
  it.each<[string, unknown]>([
    ['a number as an id', { ...order, event_id: 7 }],
    ['an amount as text', { ...order, properties: { value: '9.5' } }],
    ['a part of a piece', { ...order, properties: { num_items: 1.5 } }],
    ['several addresses', { ...order, user: { email: ['a@b.example'] } }],
    ['a field that nobody knows', { ...order, properties: { colour: 'red' } }],
    ['a name of an inherited field', JSON.parse('{"event":"Purchase","constructor":1}')],
    ['no name', { event_id: 'ord_1' }],
    ['a name that is empty', { ...order, event: '' }],
    ['an id that a template left behind', { ...order, event_id: 'undefined' }],
    ['text that is too long', { ...order, user: { ttclid: 'x'.repeat(1001) } }],
    ['a list in place of an object', { ...order, user: [] }],
    ['an object in place of a list', { ...order, properties: { contents: {} } }],
    ['a word that is none of the few', { ...order, event_source: 'tv' }],
    ['no object at all', 'Purchase'],
    ['nothing', null],
  ])('%s', (_reason, event) => {
    expect(isPlain(serverEventSchema, event)).toBe(false);
  });
});

it('never says of an event what the schema would not say', () => {
  const names = Object.keys(serverEventSchema.shape);
  const within = (shape: object) => fc.constantFrom(...Object.keys(shape));
  const value = fc.oneof(
    fc.string(),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom('web', 'granted', 'undefined', 'x'.repeat(1001), 'x'.repeat(201)),
    fc.anything(),
  );
  const changed = fc.oneof(
    fc.tuple(fc.constantFrom(...names), value).map(([name, each]) => ({ ...order, [name]: each })),
    fc
      .tuple(within(serverEventSchema.shape.user.unwrap().shape), value)
      .map(([name, each]) => ({ ...order, user: { ...order.user, [name]: each } })),
    fc
      .tuple(within(pageProperties.shape), value)
      .map(([name, each]) => ({ ...order, properties: { ...order.properties, [name]: each } })),
    fc
      .tuple(fc.constantFrom('content_id', 'sku', 'brand', 'price', 'quantity'), value)
      .map(([name, each]) => ({ ...order, properties: { contents: [{ [name]: each }] } })),
  );
  let seen = 0;
  fc.assert(
    fc.property(changed, (event) => {
      if (!isPlain(serverEventSchema, event)) return;
      seen++;
      expect(serverEventSchema.safeParse(event).data).toEqual(event);
    }),
    { numRuns: 5000 },
  );
  expect(seen).toBeGreaterThan(500);
});
