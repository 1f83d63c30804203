import { expect, it } from 'vitest';
import { eventId } from './event-id.ts';

it.each([
  { given: 'abc', orderId: '10001', id: 'abc', reason: 'the given id wins' },
  { given: 4711, orderId: undefined, id: '4711', reason: 'a number becomes a string' },
  { given: undefined, orderId: '10001', id: 'ord_10001', reason: 'the order makes the id' },
  { given: undefined, orderId: 10001, id: 'ord_10001', reason: 'as a number too: webhook and page agree' },
  { given: '', orderId: '10001', id: 'ord_10001', reason: 'an empty id is none' },
])('$reason', ({ given, orderId, id }) => {
  expect(eventId(given, orderId)).toBe(id);
});

it('makes a new id of 32 hexadecimal digits where nothing is given', () => {
  const ids = Array.from({ length: 1000 }, () => eventId(undefined, undefined));
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
