import { firstSaid, isRecord } from './said.ts';

/**
 * Google's names of event parameters and ours. Revenue of Universal Analytics includes tax and shipping.
 * https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 * https://developers.google.com/analytics/devguides/collection/ua/gtm/enhanced-ecommerce
 */
const ORDER_PLACES = {
  order_id: ['transaction_id', 'actionField.id'],
  value: ['value'],
  total: ['actionField.revenue'],
  tax: ['tax', 'actionField.tax'],
  shipping: ['shipping', 'actionField.shipping'],
  currency: ['currency', 'currencyCode'],
  search_string: ['search_term'],
} as const;

/** The same of one item: GA4, then Universal Analytics. */
const ITEM_PLACES = {
  content_id: ['item_id', 'id'],
  variant_id: ['item_variant', 'variant'],
  content_name: ['item_name', 'name'],
  content_category: ['item_category', 'category'],
  brand: ['item_brand', 'brand'],
  price: ['price'],
  quantity: ['quantity'],
} as const;

/** Actions of Universal Analytics that are about products of an event of ours. */
const ACTIONS = ['purchase', 'checkout', 'add', 'detail'];

/** Parameters that stand beside `items` in GA4's events, and of which TikTok knows nothing. */
const LEFT_OUT = [
  'affiliation',
  'coupon',
  'creative_name',
  'creative_slot',
  'customer_type',
  'discount',
  'item_list_id',
  'item_list_name',
  'location_id',
  'payment_type',
  'promotion_id',
  'promotion_name',
  'shipping_tier',
];

/**
 * Properties in Google's words, in ours: GA4's `items` and what stands beside them, or a dataLayer's `ecommerce` object
 * of GA4 or of Universal Analytics. What is said in our own words already wins.
 *
 * What does not look as Google describes it is somebody else's and is left alone, since pages are full of such keys.
 *
 * @returns the very same where Google's words are not in them
 */
export function fromGa4Ecommerce(properties: unknown): unknown {
  if (!isRecord(properties)) return properties;
  const isGoogles =
    'items' in properties ||
    'ecommerce' in properties ||
    'transaction_id' in properties ||
    'search_term' in properties;
  if (!isGoogles) return properties;

  const { items, ecommerce, transaction_id, search_term, ...own } = properties;
  const contents = contentsOf(items);
  if (contents) for (const name of LEFT_OUT) delete own[name];
  return {
    ...(isRecord(ecommerce) ? fromOrder(ecommerce) : given({ ecommerce })),
    ...pick({ transaction_id, search_term }, ORDER_PLACES),
    ...given(contents ? { contents } : { items }),
    ...own,
  };
}

/** An event as it was sent, with its properties in our words. */
export function withGa4Ecommerce(event: unknown): unknown {
  if (!isRecord(event)) return event;
  const properties = fromGa4Ecommerce(event.properties);
  return properties === event.properties ? event : { ...event, properties };
}

function fromOrder(ecommerce: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const action = ACTIONS.map((name) => ecommerce[name]).find(isRecord);
  const order = { ...ecommerce, ...action };
  return { ...pick(order, ORDER_PLACES), ...given({ contents: contentsOf(order.items ?? order.products) }) };
}

/** Google asks for an id or a name of each item. */
function contentsOf(items: unknown): readonly object[] | undefined {
  if (!Array.isArray(items)) return undefined;
  const contents = items.filter(isRecord).map((item) => pick(item, ITEM_PLACES));
  const isGoogles = contents.every((each) => 'content_id' in each || 'content_name' in each);
  return isGoogles && contents.length === items.length ? contents : undefined;
}

function pick(from: unknown, names: Readonly<Record<string, readonly string[]>>): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [name, places] of Object.entries(names)) {
    const value = firstSaid(from, places)?.value;
    if (typeof value === 'string' || typeof value === 'number') picked[name] = value;
  }
  return picked;
}

/** Without what is undefined, which would hide what another says. */
function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
