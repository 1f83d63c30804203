import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseEventId } from './event-id.ts';

it.each([
  { given: { event_id: 'x1', properties: { order_id: '7' } }, id: 'x1', reason: 'the given one wins' },
  {
    given: { properties: { order_id: '7' } },
    id: 'ord_7',
    reason: 'as the tag makes it on the thank-you page',
  },
  {
    given: { event_id: 'x1', message_id: 'm1' },
    id: 'x1',
    reason: 'an id of the event, beside one of the message',
  },
  {
    given: { message_id: 'm1', properties: { order_id: '7' } },
    id: 'ord_7',
    reason: 'a webhook knows the order and no message',
  },
  { given: { message_id: 'm1', properties: {} }, id: 'm1', reason: 'SDKs send a message again under its id' },
  { given: { event_id: '', properties: { order_id: '7' } }, id: 'ord_7', reason: 'blank is absent' },
])('$id: $reason', ({ given, id }) => {
  expect(normaliseEventId({ event: 'Purchase', ...given })).toBe(id);
});

describe('an id made from the content', () => {
  const event = fc.record({
    event: fc.constantFrom('Purchase', 'Search'),
    user: fc.record({ email: fc.constantFrom('a@b.example', 'c@b.example') }),
    properties: fc.record({ value: fc.nat({ max: 3 }), order_id: fc.constant(undefined) }),
  });

  it('is the same for a resend', () => {
    fc.assert(
      fc.property(event, (each) => {
        expect(normaliseEventId(structuredClone(each))).toBe(normaliseEventId(each));
      }),
    );
  });

  it('is another one for another content', () => {
    fc.assert(
      fc.property(event, event, (left, right) => {
        fc.pre(JSON.stringify(left) !== JSON.stringify(right));
        expect(normaliseEventId(left)).not.toBe(normaliseEventId(right));
      }),
    );
  });

  it('is 32 hex digits and shows nothing of the buyer', () => {
    fc.assert(
      fc.property(event, (each) => {
        expect(normaliseEventId(each)).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
  });
});
