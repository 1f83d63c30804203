import { expect, it } from 'vitest';
import { eventId } from './event-id.ts';

it.each([
  { given: { event_id: 'abc' }, orderId: '10001', id: 'abc', reason: 'the given id wins' },
  { given: { eventId: 'abc' }, orderId: '10001', id: 'abc', reason: "under the tag's own name too" },
  { given: { event_id: 4711 }, orderId: undefined, id: '4711', reason: 'a number becomes a string' },
  { given: { event_id: 0 }, orderId: '10001', id: '0', reason: 'zero is an id too' },
  { given: {}, orderId: '10001', id: 'ord_10001', reason: 'the order makes the id' },
  { given: {}, orderId: 10001, id: 'ord_10001', reason: 'as a number too: webhook and page agree' },
  { given: { event_id: null }, orderId: '10001', id: 'ord_10001', reason: 'null is no id' },
  { given: { event_id: '' }, orderId: '10001', id: 'ord_10001', reason: 'an empty id is none' },
])('$reason', ({ given, orderId, id }) => {
  expect(eventId(given, orderId === undefined ? undefined : { order_id: orderId })).toBe(id);
});

it.each([
  { properties: undefined, reason: 'no properties' },
  { properties: null, reason: 'null for properties' },
  { properties: {}, reason: 'no order' },
  { properties: { order_id: '' }, reason: 'an empty order id' },
])('makes a new id of digits each time: $reason', ({ properties }) => {
  const ids = Array.from({ length: 1000 }, () => eventId({}, properties));
  expect(new Set(ids).size).toBe(1000);
  // Four numbers below 2^32, of at most ten digits each.
  for (const id of ids) expect(id).toMatch(/^\d{16,40}$/);
});
