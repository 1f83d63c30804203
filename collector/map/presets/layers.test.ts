import { expect, it } from 'vitest';
import { currentEventNames, eventNameStatus } from '../../tiktok/event-names.ts';
import { createNameEvent } from '../name-event.ts';
import { layers } from './layers.ts';

const nameEvent = createNameEvent({
  preset: 'layers',
  map: {},
  alias: {},
  unmapped: 'drop',
  statusOf: eventNameStatus,
  namesOf: currentEventNames,
});
const named = (event: string) => nameEvent({ event, pixelFired: false, eventSource: 'web' });

// The nine names of Layers' TikTok layer; "PageView" as TikTok's pixel spells it.
const ROWS: readonly (readonly [string, string])[] = [
  ['purchase_success', 'Purchase'],
  ['paywall_purchased', 'Purchase'],
  ['subscription_start', 'Purchase'],
  ['trial_start', 'Purchase'],
  ['add_to_cart', 'AddToCart'],
  ['content_open', 'ViewContent'],
  ['screen_view', 'Pageview'],
  ['search', 'Search'],
  ['sign_up', 'CompleteRegistration'],
];

it.each(ROWS)('%s is %s', (event, name) => {
  expect(named(event)).toMatchObject({ names: [name] });
});

it('has these rows and no others', () => {
  expect(Object.keys(layers).sort()).toEqual(ROWS.map(([event]) => event).sort());
});
