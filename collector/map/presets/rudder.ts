import type { Preset } from './preset.ts';

/**
 * RudderStack's names, exactly: for sites that come from there and keep their reports.
 * "Checkout Step Completed" is a payment here, whichever step it was: a shop that sends it for each step counts
 * several payments for one order. The modern preset has no row for it.
 * https://www.rudderstack.com/docs/destinations/streaming-destinations/tiktok-ads/
 */
export const rudder: Preset = {
  ViewContent: 'ViewContent',
  ClickButton: 'ClickButton',
  Search: 'Search',
  Contact: 'Contact',
  Download: 'Download',
  SubmitForm: 'SubmitForm',
  CompleteRegistration: 'CompleteRegistration',
  Subscribe: 'Subscribe',

  'Product Added to Wishlist': 'AddToWishlist',
  'Product Added': 'AddToCart',
  'Checkout Started': 'InitiateCheckout',
  'Payment Info Entered': 'AddPaymentInfo',
  'Checkout Step Completed': 'CompletePayment',
  'Order Completed': 'PlaceAnOrder',
};
