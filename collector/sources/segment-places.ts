/**
 * Where each field of our event stands in a call of Segment or RudderStack; the first place that says something counts.
 *
 * https://segment.com/docs/connections/spec/common/, https://segment.com/docs/connections/spec/ecommerce/v2/,
 * https://www.rudderstack.com/docs/destinations/streaming-destinations/tiktok-ads/cloud-mode/ (`context.user`, `context.page` and
 * `context.ad` say it in TikTok's words).
 */
export const EVENT_PLACES = {
  event: ['event'],
  event_id: ['properties.eventId', 'properties.event_id'],
  message_id: ['messageId'],
  event_time: ['timestamp', 'originalTimestamp'],
  pixel: ['context.pixel'],
  limited_data_use: ['properties.limited_data_use'],
  test_event_code: ['properties.testEventCode', 'properties.test_event_code'],

  'user.email': ['context.user.email', 'traits.email', 'context.traits.email', 'properties.email'],
  'user.phone': ['context.user.phone', 'traits.phone', 'context.traits.phone', 'properties.phone'],
  'user.external_id': ['context.user.external_id', 'userId'],
  'user.visitor_id': ['context.user.visitor_id', 'anonymousId'],
  'user.ttclid': ['context.user.ttclid', 'properties.ttclid', 'integrations.TikTok Conversions.ttclid'],
  'user.ttp': ['context.user.ttp', 'properties.ttp', 'integrations.TikTok Conversions.ttp'],
  'user.ip': ['context.user.ip', 'context.ip'],
  'user.user_agent': ['context.user.user_agent', 'context.userAgent'],
  'user.locale': ['context.user.locale', 'context.locale'],
  'user.first_name': ['context.user.first_name', 'traits.firstName', 'context.traits.firstName'],
  'user.last_name': ['context.user.last_name', 'traits.lastName', 'context.traits.lastName'],
  'user.city': ['context.user.city', 'traits.address.city', 'context.traits.address.city'],
  'user.state': ['context.user.state', 'traits.address.state', 'context.traits.address.state'],
  'user.country': ['context.user.country', 'traits.address.country', 'context.traits.address.country'],
  'user.zip_code': [
    'context.user.zip_code',
    'traits.address.postalCode',
    'context.traits.address.postalCode',
  ],
  'user.idfa': ['context.user.idfa'],
  'user.gaid': ['context.user.gaid'],
  'user.idfv': ['context.user.idfv'],
  'user.att_status': ['context.user.att_status'],

  // `properties.url` is the page of a page call, and the product's page of "Product Viewed".
  'page.url': ['context.page.url', 'properties.url', 'properties.page.url'],
  'page.referrer': ['context.page.referrer', 'properties.referrer', 'properties.page.referrer'],

  // Revenue is without tax and shipping, and total with them: both are in Segment's spec of "Order Completed".
  'properties.value': ['properties.value', 'properties.revenue'],
  'properties.total': ['properties.total'],
  'properties.tax': ['properties.tax'],
  'properties.shipping': ['properties.shipping'],
  'properties.currency': ['properties.currency'],
  'properties.order_id': ['properties.order_id', 'properties.orderId'],
  'properties.shop_id': ['properties.shop_id', 'properties.shopId'],
  'properties.query': ['properties.query'],
  'properties.search_string': ['properties.search_string'],
  'properties.description': ['properties.description'],
  'properties.content_type': ['properties.content_type', 'properties.contentType'],
  'properties.content_ids': ['properties.content_ids', 'properties.contentIds'],
  'properties.num_items': ['properties.num_items', 'properties.numItems'],
  'properties.status': ['properties.status'],

  'ad.callback': ['context.ad.callback'],
  'ad.campaign_id': ['context.ad.campaign_id'],
  'ad.ad_id': ['context.ad.ad_id'],
  'ad.creative_id': ['context.ad.creative_id'],
  'ad.is_retargeting': ['context.ad.is_retargeting'],
  'ad.attributed': ['context.ad.attributed'],
  'ad.attribution_type': ['context.ad.attribution_type'],
  'ad.attribution_provider': ['context.ad.attribution_provider'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The same for one product, from its own place; TikTok's words first. */
export const PRODUCT_PLACES = {
  content_id: ['content_id'],
  product_id: ['product_id'],
  sku: ['sku'],
  variant_id: ['variant_id', 'variant'],
  group_id: ['group_id'],
  content_name: ['content_name', 'name'],
  content_category: ['content_category', 'category'],
  brand: ['brand'],
  price: ['price'],
  line_price: ['line_price'],
  quantity: ['quantity'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
