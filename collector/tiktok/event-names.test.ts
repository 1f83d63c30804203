import { describe, expect, it } from 'vitest';
import { eventNameStatus, PAGE_VIEW, STANDARD_EVENTS } from './event-names.ts';

// https://ads.tiktok.com/help/article/supported-standard-events
const DOCUMENTED = `AddPaymentInfo AddToCart AddToWishlist ApplicationApproval CompleteRegistration Contact
  CustomizeProduct Download FindLocation InitiateCheckout Lead Purchase Schedule Search StartTrial
  SubmitApplication Subscribe ViewContent`.split(/\s+/);

it('knows the 18 names that TikTok documents, and no others as standard', () => {
  expect(DOCUMENTED).toHaveLength(18);
  expect([...STANDARD_EVENTS].sort()).toEqual([...DOCUMENTED].sort());
});

describe('eventNameStatus', () => {
  it.each(DOCUMENTED)('%s is known', (name) => {
    expect(eventNameStatus(name)).toBe('known');
  });

  // https://ads.tiktok.com/help/article/reserved-events and https://ads.tiktok.com/help/article/custom-events
  it.each([
    { name: 'CompletePayment', status: 'known', reason: 'older name' },
    { name: 'PlaceAnOrder', status: 'known', reason: 'older name' },
    { name: 'SubmitForm', status: 'known', reason: 'older name' },
    { name: 'ClickButton', status: 'known', reason: 'older name' },
    { name: PAGE_VIEW, status: 'known', reason: 'page view' },
    { name: 'Pageview', status: 'known', reason: 'the spelling of the wire' },
    { name: 'purchase', status: 'custom', reason: 'names are case-sensitive' },
    { name: 'SHOPPING', status: 'custom', reason: 'the name of an optimisation goal is no event name' },
    { name: 'a', status: 'custom', reason: 'one letter' },
    { name: `a${'-'.repeat(49)}`, status: 'custom', reason: '50 characters' },
    { name: `a${'-'.repeat(50)}`, status: 'invalid', reason: '51 characters' },
    { name: '1a', status: 'invalid', reason: 'a digit first' },
    { name: '_a', status: 'invalid', reason: 'an underscore first' },
    { name: 'a b', status: 'invalid', reason: 'a blank' },
    { name: 'Purchase ', status: 'invalid', reason: 'a blank at the end' },
    { name: 'Purchase\n', status: 'invalid', reason: 'a line break at the end' },
    { name: 'é', status: 'invalid', reason: 'not a letter of the alphabet' },
    { name: '', status: 'invalid', reason: 'blank' },
  ])('"$name" is $status: $reason', ({ name, status }) => {
    expect(eventNameStatus(name)).toBe(status);
  });
});
