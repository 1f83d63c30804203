import { describe, expect, it } from 'vitest';
import { mapEventName } from './event-name.ts';

/**
 * GA4: https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 * Segment and RudderStack: https://segment.com/docs/connections/spec/ecommerce/v2/
 * TikTok: https://ads.tiktok.com/help/article/supported-standard-events
 */
describe('names of others', () => {
  it.each([
    { name: 'add_payment_info', tiktok: 'AddPaymentInfo', reason: 'GA4' },
    { name: 'Payment Info Entered', tiktok: 'AddPaymentInfo', reason: 'Segment' },
    { name: 'add_to_cart', tiktok: 'AddToCart', reason: 'GA4' },
    { name: 'Product Added', tiktok: 'AddToCart', reason: 'Segment' },
    { name: 'add_to_wishlist', tiktok: 'AddToWishlist', reason: 'GA4' },
    { name: 'Product Added to Wishlist', tiktok: 'AddToWishlist', reason: 'Segment' },
    { name: 'begin_checkout', tiktok: 'InitiateCheckout', reason: 'GA4' },
    { name: 'Checkout Started', tiktok: 'InitiateCheckout', reason: 'Segment' },
    { name: 'initiate_checkout', tiktok: 'InitiateCheckout', reason: "TikTok's in another spelling" },
    { name: 'complete_registration', tiktok: 'CompleteRegistration', reason: "TikTok's in another spelling" },
    { name: 'sign_up', tiktok: 'CompleteRegistration', reason: 'GA4' },
    { name: 'Signed Up', tiktok: 'CompleteRegistration', reason: 'Segment' },
    { name: 'generate_lead', tiktok: 'Lead', reason: 'GA4' },
    { name: 'purchase', tiktok: 'Purchase', reason: 'GA4' },
    { name: 'Order Completed', tiktok: 'Purchase', reason: 'Segment' },
    { name: 'order_completed', tiktok: 'Purchase', reason: 'the same with "_"' },
    { name: 'order-completed', tiktok: 'Purchase', reason: 'the same with "-"' },
    { name: 'ORDER COMPLETED', tiktok: 'Purchase', reason: 'the same in capitals' },
    { name: 'search', tiktok: 'Search', reason: 'GA4' },
    { name: 'Products Searched', tiktok: 'Search', reason: 'Segment' },
    { name: 'start_trial', tiktok: 'StartTrial', reason: "TikTok's in another spelling" },
    { name: 'subscribe', tiktok: 'Subscribe', reason: "TikTok's in another spelling" },
    { name: 'view_item', tiktok: 'ViewContent', reason: 'GA4' },
    { name: 'Product Viewed', tiktok: 'ViewContent', reason: 'Segment' },
    { name: 'view_content', tiktok: 'ViewContent', reason: "TikTok's in another spelling" },
  ])('$name is $tiktok ($reason)', ({ name, tiktok }) => {
    expect(mapEventName(name)).toBe(tiktok);
  });
});

it.each([
  { name: 'CompletePayment', reason: "TikTok's older name: the pixel may still send it" },
  { name: 'PlaceAnOrder', reason: 'the same' },
  { name: 'Refund', reason: 'a custom event' },
  { name: 'constructor', reason: 'not a row, though every object has one' },
  { name: '__proto__', reason: 'nor this' },
  { name: '', reason: 'blank' },
])('leaves "$name" as it is: $reason', ({ name }) => {
  expect(mapEventName(name)).toBe(name);
});
