import { expect, expectTypeOf, it } from 'vitest';
import {
  type CollectRequest,
  collectEventSchema,
  collectRequestSchema,
} from '../collector/contract/collect-request.ts';
import type { serverEventSchema } from '../collector/contract/event.ts';
import type { Decision, Ids, Options, Person, Properties } from './calls.ts';

/**
 * The tag's public types are plain, so that shops need no zod; the contract's come from its schemas. Here the compiler
 * holds one against the other: whatever a page may say, the collector must accept.
 */

/** Readonly or not is the same to JSON. */
type Writable<Value> = Value extends readonly (infer Item)[]
  ? Writable<Item>[]
  : Value extends object
    ? { -readonly [Key in keyof Value]: Writable<Value[Key]> }
    : Value;

type CollectedEvent = CollectRequest['events'][number];
type ServerUser = NonNullable<(typeof serverEventSchema)['_zod']['input']['user']>;

it('accepts every property that a page may give', () => {
  expectTypeOf<Writable<Properties>>().toExtend<NonNullable<CollectedEvent['properties']>>();
});

it('accepts everybody whom a page may identify', () => {
  const person: Required<Person> = { email: 'jane@shop.example', phone: '+12133734253', externalId: 42 };
  const request = { v: 1, sent_at: 0, user: person, events: [{}] } satisfies CollectRequest | object;
  expect(collectRequestSchema.parse(request).user).toEqual(person);
});

it('accepts every decision and every pixel', () => {
  expectTypeOf<Decision>().toEqualTypeOf<NonNullable<CollectRequest['consent']>>();
  expectTypeOf<Options['pixel']>().toExtend<CollectRequest['pixel']>();
});

it('gives a checkout ids that a server event takes', () => {
  expectTypeOf<Ids['visitor']>().toExtend<ServerUser['visitor_id']>();
  expectTypeOf<Ids['ttclid']>().toExtend<ServerUser['ttclid']>();
  expectTypeOf<Ids['ttp']>().toExtend<ServerUser['ttp']>();
});

it('accepts a full example at run time too', () => {
  const properties: Required<Omit<Properties, string>> & Properties = {
    value: '99.95',
    currency: 'EUR',
    content_type: 'product',
    contents: [
      {
        content_id: 7,
        content_name: 'Ember vase',
        content_category: 'Home',
        brand: 'Ember',
        price: 64,
        quantity: '2',
      },
    ],
    content_ids: ['a', 7],
    order_id: 10001,
    shop_id: 3,
    search_string: 'vase',
    query: 'vase',
    description: 'a vase',
    num_items: '2',
    of_the_page: { own: true },
  };
  const event = {
    event: 'Purchase',
    event_id: 'ord_10001',
    event_time: 1.8e12,
    properties,
    pixel_fired: true,
  };
  expect(collectEventSchema.safeParse(event).error).toBeUndefined();
  const user = { email: 'jane@shop.example', phone: '+12133734253', external_id: 42 };
  const request = { v: 1, sent_at: 1.8e12, consent: 'granted', gpc: true, user, events: [event] };
  expect(collectRequestSchema.safeParse(request).error).toBeUndefined();
});
