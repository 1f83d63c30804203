import { expect, it } from 'vitest';
import { currentEventNames, eventNameStatus } from '../../tiktok/event-names.ts';
import { createNameEvent } from '../name-event.ts';
import { ga4 } from './ga4.ts';

const nameEvent = createNameEvent({
  preset: 'ga4',
  map: {},
  alias: {},
  unmapped: 'drop',
  statusOf: eventNameStatus,
  namesOf: currentEventNames,
});
const named = (event: string) => nameEvent({ event, pixelFired: false, eventSource: 'web' });

// https://developers.google.com/analytics/devguides/collection/ga4/reference/events
const ROWS: readonly (readonly [string, string])[] = [
  ['add_payment_info', 'AddPaymentInfo'],
  ['add_to_cart', 'AddToCart'],
  ['add_to_wishlist', 'AddToWishlist'],
  ['begin_checkout', 'InitiateCheckout'],
  ['generate_lead', 'Lead'],
  ['purchase', 'Purchase'],
  ['search', 'Search'],
  ['sign_up', 'CompleteRegistration'],
  ['view_item', 'ViewContent'],
];

it.each(ROWS)('%s is %s', (event, name) => {
  expect(named(event)).toMatchObject({ names: [name] });
});

it('has these rows and no others', () => {
  expect(Object.keys(ga4).sort()).toEqual(ROWS.map(([event]) => event).sort());
});

it('leaves page views to the pixel', () => {
  expect(named('page_view')).toEqual({ dropped: 'unmapped', event: 'page_view' });
});
