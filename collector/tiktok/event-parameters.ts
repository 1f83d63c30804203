/**
 * Events for which TikTok recommends `value`, `currency` and `content_ids` (or `contents`, whose items have ids).
 * Value optimisation and Video Shopping Ads need them.
 * https://ads.tiktok.com/help/article/supported-standard-events · https://ads.tiktok.com/help/article/about-parameters
 */
export const COMMERCE_EVENTS: ReadonlySet<string> = new Set([
  'AddToCart',
  'CompletePayment',
  'PlaceAnOrder',
  'Purchase',
  'StartTrial',
  'ViewContent',
]);

/** Fields of `user` that name one person or one click; address and browser alone fit many. https://ads.tiktok.com/help/article/about-event-match-quality */
export const MATCH_KEYS: readonly string[] = [
  'email',
  'phone',
  'external_id',
  'ttclid',
  'ttp',
  'idfa',
  'gaid',
  'idfv',
];
