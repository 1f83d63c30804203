import { LINKS, type Row } from './row.ts';

/** One row of a preset. */
function preset(name: string, rows: Readonly<Record<string, string>>, rule: string, link: string): Row[] {
  return Object.entries(rows).map(([event, tiktok]) => ({
    rule,
    input: { event, properties: { value: 1, currency: 'USD', content_ids: ['a'] } },
    mapping: { events: { preset: name } },
    names: [tiktok],
    reason: `${event} is ${tiktok}`,
    link,
  }));
}

const off = (name: string, events: readonly string[], rule: string, link: string): Row[] =>
  events.map((event) => ({
    rule,
    input: { event },
    mapping: { events: { preset: name } },
    dropped: 'disabled',
    reason: `${event} says little, and is off by default`,
    link,
  }));

const named = (event: string, name: string, reason: string, link: string, more: Partial<Row> = {}): Row => ({
  rule: 'event',
  input: { event },
  names: [name],
  reason,
  link,
  ...more,
});

export const NAMES: readonly Row[] = [
  // LAY-12. `Pageview` as the pixel spells it on the wire: https://github.com/tiktok/gtm-template-pixel
  ...preset(
    'layers',
    {
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
    'LAY-12',
    LINKS.names,
  ),
  // APP-7
  ...preset(
    'appsprint',
    {
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
    },
    'APP-7',
    LINKS.appsprint,
  ),
  ...off('appsprint', ['login', 'achieve_level'], 'APP-9', LINKS.appsprint),
  // RUD-8
  ...preset(
    'rudder',
    {
      ViewContent: 'ViewContent',
      ClickButton: 'ClickButton',
      Search: 'Search',
      Contact: 'Contact',
      Download: 'Download',
      SubmitForm: 'SubmitForm',
      CompleteRegistration: 'CompleteRegistration',
      Subscribe: 'Subscribe',
    },
    'RUD-8',
    LINKS.rudder,
  ),
  // RUD-9
  ...preset(
    'rudder',
    {
      'Product Added to Wishlist': 'AddToWishlist',
      'Product Added': 'AddToCart',
      'Checkout Started': 'InitiateCheckout',
      'Payment Info Entered': 'AddPaymentInfo',
      'Checkout Step Completed': 'CompletePayment',
      'Order Completed': 'PlaceAnOrder',
    },
    'RUD-9',
    LINKS.rudder,
  ),
  // https://developers.google.com/analytics/devguides/collection/ga4/reference/events
  ...preset(
    'ga4',
    {
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
    'ga4',
    LINKS.ga4,
  ),
  ...preset(
    'modern',
    { 'Order Completed': 'Purchase', 'Product Added': 'AddToCart', 'Product Viewed': 'ViewContent' },
    'modern',
    LINKS.names,
  ),
  ...[
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
  ].map((event) => named(event, event, "TikTok's own name, to the letter", LINKS.names)),
  named(
    'CompletePayment',
    'CompletePayment',
    'retired, and never changed: the pixel may use it',
    LINKS.reserved,
    {
      findings: ['retired_name event'],
    },
  ),
  named('PlaceAnOrder', 'PlaceAnOrder', 'retired', LINKS.names, { findings: ['retired_name event'] }),
  named('ClickButton', 'ClickButton', 'retired', LINKS.names, { findings: ['retired_name event'] }),
  named('AddBilling', 'AddPaymentInfo', 'TikTok makes that of it', LINKS.reserved, {
    findings: ['reserved_name event'],
  }),
  named('ClickToDownload', 'Download', 'TikTok makes that of it', LINKS.reserved, {
    findings: ['reserved_name event'],
  }),
  named('Consult', 'Contact', 'TikTok makes that of it', LINKS.reserved, {
    findings: ['reserved_name event'],
  }),
  named('Registration', 'CompleteRegistration', 'TikTok makes that of it', LINKS.reserved, {
    findings: ['reserved_name event'],
  }),
  named('StartCheckout', 'InitiateCheckout', 'TikTok makes that of it', LINKS.reserved, {
    findings: ['reserved_name event'],
  }),
  named('ViewForm', 'ViewContent', 'TikTok makes that of it', LINKS.reserved, {
    findings: ['reserved_name event'],
  }),
  named(
    'purchase',
    'Purchase',
    'names are case-sensitive: in other case it would be a custom one',
    LINKS.custom,
  ),
  named('addtocart', 'AddToCart', 'as TikTok spells it', LINKS.custom),
  named(' Purchase ', 'Purchase', 'trimmed', LINKS.names),
  named('Refund_v2', 'Refund_v2', 'a custom name: letters, digits, "_" and "-"', LINKS.custom, {
    findings: ['custom_name event'],
  }),
  {
    rule: 'event',
    input: { event: 'Refund made!' },
    refused: 'event',
    reason: 'no custom name',
    link: LINKS.custom,
  },
  {
    rule: 'event',
    input: { event: '1stOrder' },
    refused: 'event',
    reason: 'does not start with a letter',
    link: LINKS.custom,
  },
  {
    rule: 'event',
    input: { event: 'x'.repeat(51) },
    refused: 'event',
    reason: 'over 50 characters',
    link: LINKS.custom,
  },
  { rule: 'event', input: { event: '' }, refused: 'event', reason: 'none', link: LINKS.names },
  named('Purchase', 'CompletePayment', 'by the alias of this pixel', LINKS.reserved, {
    mapping: { events: { alias: { Purchase: 'CompletePayment' } } },
  }),
  {
    rule: 'map',
    input: { event: 'kauf' },
    mapping: { events: { map: { kauf: 'Purchase' } } },
    names: ['Purchase'],
    reason: "the site's own row",
    link: LINKS.names,
  },
  {
    rule: 'map',
    input: { event: 'trial' },
    mapping: { events: { map: { trial: ['StartTrial', 'Subscribe'] } } },
    names: ['StartTrial', 'Subscribe'],
    reason: 'one to many',
    link: LINKS.names,
  },
  {
    rule: 'map',
    input: { event: 'ViewContent' },
    mapping: { events: { map: { ViewContent: null } } },
    dropped: 'disabled',
    reason: 'null switches off',
    link: LINKS.appsprint,
  },
  {
    rule: 'unmapped',
    input: { event: 'Video Played' },
    mapping: { events: { unmapped: 'drop' } },
    dropped: 'unmapped',
    reason: 'dropped, and counted by name',
    link: LINKS.custom,
  },
  {
    rule: 'unmapped',
    input: { event: 'Video Played' },
    mapping: { events: { unmapped: 'reject' } },
    refused: 'event',
    reason: 'refused by its path',
    link: LINKS.custom,
  },
  {
    rule: 'unmapped',
    input: { event: 'VideoPlayed' },
    mapping: { events: { unmapped: 'pass' } },
    names: ['VideoPlayed'],
    findings: ['custom_name event'],
    reason: 'passed as a custom one',
    link: LINKS.custom,
  },
];
