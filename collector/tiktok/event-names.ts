/**
 * TikTok's event names. They are case-sensitive.
 * https://ads.tiktok.com/help/article/supported-standard-events
 */
export const STANDARD_EVENTS = [
  'AddPaymentInfo',
  'AddToCart',
  'AddToWishlist',
  'ApplicationApproval',
  'CompleteRegistration',
  'Contact',
  'CustomizeProduct',
  'Download',
  'FindLocation',
  'InitiateCheckout',
  'Lead',
  'Purchase',
  'Schedule',
  'Search',
  'StartTrial',
  'SubmitApplication',
  'Subscribe',
  'ViewContent',
] as const;

export type StandardEvent = (typeof STANDARD_EVENTS)[number];

/**
 * Older names that TikTok still takes. They stay as they are, since TikTok compares the literal name with the
 * pixel's. https://ads.tiktok.com/help/article/reserved-events
 */
const OLDER_EVENTS = ['CompletePayment', 'PlaceAnOrder', 'ClickButton', 'SubmitForm'] as const;

/** As the pixel spells it on the wire. https://github.com/tiktok/gtm-template-pixel */
export const PAGE_VIEW = 'Pageview';

const known: ReadonlySet<string> = new Set([...STANDARD_EVENTS, ...OLDER_EVENTS, PAGE_VIEW]);

/** A letter first, then letters, digits, "_" and "-", 50 at most. https://ads.tiktok.com/help/article/custom-events */
const CUSTOM_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,49}$/;

/** Whether TikTok takes an event of this name, and as what. */
export function eventNameStatus(name: string): 'known' | 'custom' | 'invalid' {
  if (known.has(name)) return 'known';
  return CUSTOM_NAME.test(name) ? 'custom' : 'invalid';
}
