import { ga4 } from './ga4.ts';
import type { Preset } from './preset.ts';

/**
 * The default: TikTok's names of today for what shops, GA4 and Segment-shaped senders say.
 * https://segment.com/docs/connections/spec/ecommerce/v2/
 */
export const modern: Preset = {
  ...ga4,

  'Product Viewed': 'ViewContent',
  'Products Searched': 'Search',
  'Product Added': 'AddToCart',
  'Product Added to Wishlist': 'AddToWishlist',
  'Checkout Started': 'InitiateCheckout',
  'Payment Info Entered': 'AddPaymentInfo',
  'Order Completed': 'Purchase',
  'Signed Up': 'CompleteRegistration',

  // TikTok's own in another spelling.
  complete_registration: 'CompleteRegistration',
  initiate_checkout: 'InitiateCheckout',
  start_trial: 'StartTrial',
  subscribe: 'Subscribe',
  view_content: 'ViewContent',
};
