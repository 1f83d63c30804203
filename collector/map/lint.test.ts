import { describe, expect, it } from 'vitest';
import type { EventSource } from '../tiktok/event.ts';
import { COMMERCE_EVENTS, MATCH_KEYS } from '../tiktok/event-parameters.ts';
import { createLint } from './lint.ts';

const lint = createLint({ commerceEvents: COMMERCE_EVENTS, matchKeys: MATCH_KEYS });
const whole = {
  event: 'Purchase',
  event_time: 1_795_001_371,
  event_id: 'ord_1',
  user: { email: ['848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f'], ttclid: 'E.C.P.abc' },
  properties: { value: 5, currency: 'USD', contents: [{ content_id: '301' }] },
  page: { url: 'https://shop.example/' },
};
type Item = Parameters<typeof lint>[0];

const told = (change: Partial<Item>, source: EventSource = 'web') =>
  lint({ ...whole, ...change }, source).map(({ rule, path }) => `${rule} ${path}`);

it('has nothing to say of an event that has all', () => {
  expect(told({})).toEqual([]);
});

// Parameters that TikTok recommends: https://ads.tiktok.com/help/article/supported-standard-events
describe('of value and items', () => {
  const NOTHING = ['missing_value properties.value', 'missing_content_id properties.contents'];
  it.each([
    ...['AddToCart', 'CompletePayment', 'PlaceAnOrder', 'Purchase', 'StartTrial', 'ViewContent'].map(
      (event) => ({ event, properties: undefined, told: NOTHING, reason: 'should have both' }),
    ),
    ...['Pageview', 'Search', 'Contact', 'CompleteRegistration', 'Subscribe', 'Refund_v2'].map((event) => ({
      event,
      properties: undefined,
      told: [],
      reason: 'need have neither',
    })),
    {
      event: 'Purchase',
      properties: { ...whole.properties, value: 0 },
      told: [],
      reason: 'nothing to pay is a value',
    },
    {
      event: 'Purchase',
      properties: { ...whole.properties, currency: undefined },
      told: ['missing_currency properties.currency'],
      reason: 'five of what?',
    },
    {
      event: 'Refund_v2',
      properties: { value: 0 },
      told: ['missing_currency properties.currency'],
      reason: 'nothing of what?',
    },
    {
      event: 'Purchase',
      properties: { value: 5, currency: 'USD', content_ids: ['301'] },
      told: [],
      reason: 'ids without items',
    },
    {
      event: 'Purchase',
      properties: { value: 5, currency: 'USD', contents: [], content_ids: [] },
      told: ['missing_content_id properties.contents'],
      reason: 'empty lists',
    },
  ])('$event: $reason', ({ event, properties, told: expected }) => {
    expect(told({ event, properties })).toEqual(expected);
  });
});

describe('of the buyer and the page', () => {
  const NOBODY = 'missing_match_keys user';
  const NO_CLICK = 'missing_click_id user.ttclid';
  it.each<[EventSource, Item['user'], string[], string]>([
    ['web', undefined, [NOBODY, NO_CLICK], 'nobody'],
    ['web', { ip: '8.8.8.8', user_agent: 'Mozilla/5.0', country: 'us' }, [NOBODY, NO_CLICK], 'anybody'],
    ['web', { email: ['hash'] }, [NO_CLICK], 'an address'],
    ['web', { phone: ['hash'] }, [NO_CLICK], 'a number'],
    ['web', { external_id: ['hash'] }, [NO_CLICK], "the shop's own id"],
    ['web', { ttp: 'p1' }, [NO_CLICK], 'a browser'],
    ['web', { ttclid: 'E.C.P.abc' }, [], 'a click'],
    ['app', { user_agent: 'Mozilla/5.0' }, [NOBODY], 'an app has no click id'],
    ['offline', { email: ['hash'] }, [], 'nor has a shop'],
    ['crm', undefined, [], 'a lead says who it is'],
  ])('%s, %j: %j (%s)', (source, user, expected) => {
    expect(told({ user }, source)).toEqual(expected);
  });

  it.each<[EventSource, string[]]>([
    ['web', ['missing_page_url page.url']],
    ['app', []],
    ['offline', []],
    ['crm', []],
  ])('%s without a page: %j', (source, expected) => {
    expect(told({ page: undefined }, source)).toEqual(expected);
  });
});

it('says what to do, and no value', () => {
  const findings = lint({ ...whole, user: undefined, properties: undefined, page: undefined }, 'web');
  expect(findings).toHaveLength(5);
  for (const { message } of findings) expect(message).toMatch(/\b(?:send|check)\b/);
});
