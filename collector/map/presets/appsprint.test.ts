import { expect, it } from 'vitest';
import { currentEventNames, eventNameStatus } from '../../tiktok/event-names.ts';
import { createNameEvent } from '../name-event.ts';
import { appsprint } from './appsprint.ts';

const nameEvent = createNameEvent({
  preset: 'appsprint',
  map: {},
  alias: {},
  unmapped: 'drop',
  statusOf: eventNameStatus,
  namesOf: currentEventNames,
});
const named = (event: string) => nameEvent({ event, pixelFired: false, eventSource: 'web' });

// https://appsprint.app/docs/tiktok-ads
const ROWS: readonly (readonly [string, string])[] = [
  ['install', 'Download'],
  ['session_start', 'ViewContent'],
  ['sign_up', 'CompleteRegistration'],
  ['register', 'CompleteRegistration'],
  ['start_trial', 'StartTrial'],
  ['subscribe', 'Subscribe'],
  ['purchase', 'Purchase'],
  ['initiate_checkout', 'InitiateCheckout'],
  ['add_payment_info', 'AddPaymentInfo'],
  ['add_to_cart', 'AddToCart'],
  ['add_to_wishlist', 'AddToWishlist'],
  ['view_content', 'ViewContent'],
  ['view_item', 'ViewContent'],
  ['search', 'Search'],
];

it.each(ROWS)('%s is %s', (event, name) => {
  expect(named(event)).toMatchObject({ names: [name] });
});

// The other types of its SDK: https://appsprint.app/docs/android
const OFF = ['login', 'achieve_level', 'level_start', 'level_complete', 'share', 'tutorial_complete'];

it.each(OFF)('%s is off, which is no mistake', (event) => {
  expect(named(event)).toEqual({ dropped: 'disabled', event });
});

it('has these rows and no others', () => {
  expect(Object.keys(appsprint).sort()).toEqual([...OFF, ...ROWS.map(([event]) => event)].sort());
});
