import { LINKS, type Row } from './row.ts';

/** What each preset makes of an event: TikTok's name, or null where it is off by default. By hand, from the links. */
export const PRESET_NAMES: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  // The nine names of Layers' TikTok layer; `Pageview` as the pixel spells it on the wire: https://github.com/tiktok/gtm-template-pixel
  layers: {
    purchase_success: 'Purchase',
    paywall_purchased: 'Purchase',
    subscription_start: 'Purchase',
    trial_start: 'Purchase',
    add_to_cart: 'AddToCart',
    content_open: 'ViewContent',
    screen_view: 'Pageview',
    search: 'Search',
    sign_up: 'CompleteRegistration',
  },
  // https://appsprint.app/docs/tiktok-ads; the other types of its SDK, off by default: https://appsprint.app/docs/android
  appsprint: {
    install: 'Download',
    session_start: 'ViewContent',
    sign_up: 'CompleteRegistration',
    register: 'CompleteRegistration',
    start_trial: 'StartTrial',
    subscribe: 'Subscribe',
    purchase: 'Purchase',
    initiate_checkout: 'InitiateCheckout',
    add_payment_info: 'AddPaymentInfo',
    add_to_cart: 'AddToCart',
    add_to_wishlist: 'AddToWishlist',
    view_content: 'ViewContent',
    view_item: 'ViewContent',
    search: 'Search',
    login: null,
    achieve_level: null,
    level_start: null,
    level_complete: null,
    share: null,
    tutorial_complete: null,
  },
  // Eight direct names (RUD-8), six of ecommerce (RUD-9)
  rudder: {
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
  },
  // Google's recommended events
  ga4: {
    add_payment_info: 'AddPaymentInfo',
    add_to_cart: 'AddToCart',
    add_to_wishlist: 'AddToWishlist',
    begin_checkout: 'InitiateCheckout',
    generate_lead: 'Lead',
    purchase: 'Purchase',
    search: 'Search',
    sign_up: 'CompleteRegistration',
    view_item: 'ViewContent',
  },
  // GA4, then https://segment.com/docs/connections/spec/ecommerce/v2/, then TikTok's own in another spelling
  modern: {
    add_payment_info: 'AddPaymentInfo',
    add_to_cart: 'AddToCart',
    add_to_wishlist: 'AddToWishlist',
    begin_checkout: 'InitiateCheckout',
    generate_lead: 'Lead',
    purchase: 'Purchase',
    search: 'Search',
    sign_up: 'CompleteRegistration',
    view_item: 'ViewContent',
    'Product Viewed': 'ViewContent',
    'Products Searched': 'Search',
    'Product Added': 'AddToCart',
    'Product Added to Wishlist': 'AddToWishlist',
    'Checkout Started': 'InitiateCheckout',
    'Payment Info Entered': 'AddPaymentInfo',
    'Order Completed': 'Purchase',
    'Signed Up': 'CompleteRegistration',
    complete_registration: 'CompleteRegistration',
    initiate_checkout: 'InitiateCheckout',
    start_trial: 'StartTrial',
    subscribe: 'Subscribe',
    view_content: 'ViewContent',
  },
};

const SOURCES: Readonly<Record<string, readonly [rule: string, link: string]>> = {
  layers: ['LAY-12', LINKS.names],
  appsprint: ['APP-7, APP-9', LINKS.appsprint],
  rudder: ['RUD-8, RUD-9', LINKS.rudder],
  ga4: ['ga4', LINKS.ga4],
  modern: ['modern', LINKS.names],
};

export const PRESETS: readonly Row[] = Object.entries(PRESET_NAMES).flatMap(([preset, names]) =>
  Object.entries(names).map(([event, name]) => ({
    rule: SOURCES[preset]?.[0] ?? preset,
    input: { event, properties: { value: 1, currency: 'USD', content_ids: ['a'] } },
    mapping: { events: { preset, unmapped: 'drop' } },
    ...(name === null ? { dropped: 'disabled' as const } : { names: [name] }),
    reason: name === null ? `${event} says little, and is off by default` : `${event} is ${name}`,
    link: SOURCES[preset]?.[1] ?? '',
  })),
);
