import { expect, it } from 'vitest';
import { currentEventNames, eventNameStatus } from '../../tiktok/event-names.ts';
import { createNameEvent } from '../name-event.ts';
import { modern } from './modern.ts';

const nameEvent = createNameEvent({
  preset: 'modern',
  map: {},
  alias: {},
  unmapped: 'drop',
  statusOf: eventNameStatus,
  namesOf: currentEventNames,
});
const named = (event: string) => nameEvent({ event, pixelFired: false, eventSource: 'web' });

// GA4, then https://segment.com/docs/connections/spec/ecommerce/v2/, then TikTok's own in another spelling.
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
  ['Product Viewed', 'ViewContent'],
  ['Products Searched', 'Search'],
  ['Product Added', 'AddToCart'],
  ['Product Added to Wishlist', 'AddToWishlist'],
  ['Checkout Started', 'InitiateCheckout'],
  ['Payment Info Entered', 'AddPaymentInfo'],
  ['Order Completed', 'Purchase'],
  ['Signed Up', 'CompleteRegistration'],
  ['complete_registration', 'CompleteRegistration'],
  ['initiate_checkout', 'InitiateCheckout'],
  ['start_trial', 'StartTrial'],
  ['subscribe', 'Subscribe'],
  ['view_content', 'ViewContent'],
];

it.each(ROWS)('%s is %s', (event, name) => {
  expect(named(event)).toMatchObject({ names: [name] });
});

it('has these rows and no others', () => {
  expect(Object.keys(modern).sort()).toEqual(ROWS.map(([event]) => event).sort());
});

it.each(['order_completed', 'order-completed', 'ORDER COMPLETED', 'OrderCompleted'])(
  '%s is Order Completed in another spelling',
  (event) => {
    expect(named(event)).toMatchObject({ names: ['Purchase'] });
  },
);

it('says nothing of its own names: they are those of today', () => {
  for (const [event] of ROWS) expect(named(event)).toMatchObject({ findings: [] });
});

it.each(['Checkout Step Completed', 'constructor', '__proto__', ''])('has no row for "%s"', (event) => {
  expect(named(event)).toEqual({ dropped: 'unmapped', event });
});
