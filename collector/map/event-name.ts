import type { StandardEvent } from '../tiktok/event-names.ts';

/**
 * Names that shops, GA4 and Segment-shaped senders use, and TikTok's name for each. Compared in lower case and
 * without blanks, "_" and "-", so that "Order Completed", "order_completed" and "order-completed" are one row.
 * TikTok's own names, also the older ones, are never changed: the pixel used them, and TikTok compares literally.
 */
const NAMES: Readonly<Record<string, StandardEvent>> = {
  addpaymentinfo: 'AddPaymentInfo',
  paymentinfoentered: 'AddPaymentInfo',
  addtocart: 'AddToCart',
  productadded: 'AddToCart',
  addtowishlist: 'AddToWishlist',
  productaddedtowishlist: 'AddToWishlist',
  begincheckout: 'InitiateCheckout',
  checkoutstarted: 'InitiateCheckout',
  initiatecheckout: 'InitiateCheckout',
  completeregistration: 'CompleteRegistration',
  signup: 'CompleteRegistration',
  signedup: 'CompleteRegistration',
  generatelead: 'Lead',
  ordercompleted: 'Purchase',
  purchase: 'Purchase',
  productssearched: 'Search',
  search: 'Search',
  starttrial: 'StartTrial',
  subscribe: 'Subscribe',
  productviewed: 'ViewContent',
  viewcontent: 'ViewContent',
  viewitem: 'ViewContent',
};

/** TikTok's name for an event, or the name as it is. */
export function mapEventName(name: string): string {
  const key = name.toLowerCase().replace(/[\s_-]+/g, '');
  return Object.hasOwn(NAMES, key) ? (NAMES[key] as string) : name;
}
