import type { Preset } from './preset.ts';

/**
 * The events that Google Analytics 4 recommends, where TikTok has one of that meaning. `page_view` is none of
 * them, and its copy would count beside the pixel's own.
 * https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 */
export const ga4: Preset = {
  add_payment_info: 'AddPaymentInfo',
  add_to_cart: 'AddToCart',
  add_to_wishlist: 'AddToWishlist',
  begin_checkout: 'InitiateCheckout',
  generate_lead: 'Lead',
  purchase: 'Purchase',
  search: 'Search',
  sign_up: 'CompleteRegistration',
  view_item: 'ViewContent',
};
