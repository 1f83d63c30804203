import { expect, it } from 'vitest';
import { eventId } from './event-id.ts';

it.each([
  { given: 'abc', orderId: '10001', id: 'abc', reason: 'the given id wins' },
  { given: 4711, orderId: undefined, id: '4711', reason: 'a number becomes a string' },
  { given: 0, orderId: '10001', id: '0', reason: 'zero is an id too' },
  { given: undefined, orderId: '10001', id: 'ord_10001', reason: 'the order makes the id' },
  { given: undefined, orderId: 10001, id: 'ord_10001', reason: 'as a number too: webhook and page agree' },
  { given: null, orderId: '10001', id: 'ord_10001', reason: 'null is no id' },
  { given: '', orderId: '10001', id: 'ord_10001', reason: 'an empty id is none' },
])('$reason', ({ given, orderId, id }) => {
  expect(eventId(given, orderId)).toBe(id);
});

it.each([
  { orderId: undefined, reason: 'no order' },
  { orderId: null, reason: 'null for an order id' },
  { orderId: '', reason: 'an empty order id' },
])('makes a new id of digits each time: $reason', ({ orderId }) => {
  const ids = Array.from({ length: 1000 }, () => eventId(undefined, orderId));
  expect(new Set(ids).size).toBe(1000);
  // Four numbers below 2^32, of at most ten digits each.
  for (const id of ids) expect(id).toMatch(/^\d{16,40}$/);
});
