import { expect, it } from 'vitest';
import { currentEventNames, eventNameStatus } from '../../tiktok/event-names.ts';
import { createNameEvent } from '../name-event.ts';
import { rudder } from './rudder.ts';

const nameEvent = createNameEvent({
  preset: 'rudder',
  map: {},
  alias: {},
  unmapped: 'drop',
  statusOf: eventNameStatus,
  namesOf: currentEventNames,
});
const named = (event: string) => nameEvent({ event, pixelFired: false, eventSource: 'web' });

// https://www.rudderstack.com/docs/destinations/streaming-destinations/tiktok-ads/
const ROWS: readonly (readonly [string, string])[] = [
  ['ViewContent', 'ViewContent'],
  ['ClickButton', 'ClickButton'],
  ['Search', 'Search'],
  ['Contact', 'Contact'],
  ['Download', 'Download'],
  ['SubmitForm', 'SubmitForm'],
  ['CompleteRegistration', 'CompleteRegistration'],
  ['Subscribe', 'Subscribe'],
  ['Product Added to Wishlist', 'AddToWishlist'],
  ['Product Added', 'AddToCart'],
  ['Checkout Started', 'InitiateCheckout'],
  ['Payment Info Entered', 'AddPaymentInfo'],
  ['Checkout Step Completed', 'CompletePayment'],
  ['Order Completed', 'PlaceAnOrder'],
];

it.each(ROWS)('%s is %s', (event, name) => {
  expect(named(event)).toMatchObject({ names: [name] });
});

it('has these rows and no others', () => {
  expect(Object.keys(rudder).sort()).toEqual(ROWS.map(([event]) => event).sort());
});

// https://ads.tiktok.com/help/article/how-to-adopt-tiktoks-updated-standard-events
it.each(['ClickButton', 'SubmitForm', 'Checkout Step Completed', 'Order Completed'])(
  '%s has a name that TikTok has given up, and says so',
  (event) => {
    expect(named(event)).toMatchObject({ findings: [{ rule: 'retired_name' }] });
  },
);
