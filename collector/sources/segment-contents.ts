import { firstSaid, isRecord } from './said.ts';
import { PRODUCT_PLACES } from './segment-places.ts';

/** Keys by which properties are a product themselves, as in "Product Added". https://segment.com/docs/connections/spec/ecommerce/v2/#product-added */
const PRODUCT_IDS = ['product_id', 'sku', 'content_id'];

const FIELDS = Object.entries<readonly string[]>(PRODUCT_PLACES);

const LISTS = ['contents', 'products'] as const;

/**
 * The products of a call in our words: from `contents`, from `products`, or the one that the properties are.
 *
 * @returns undefined where there are none; what is no list, or no object in it, as it is, for the contract to refuse
 */
export function segmentContents(properties: Readonly<Record<string, unknown>>): unknown {
  const list = listOf(properties);
  if (list === undefined) return firstSaid(properties, PRODUCT_IDS) ? [contentOf(properties)] : undefined;
  const products = properties[list];
  return Array.isArray(products)
    ? products.map((each) => (isRecord(each) ? contentOf(each) : each))
    : products;
}

/**
 * Where in a call a part of its contents stands.
 *
 * @param path of the part behind `properties.contents`: "", "0" or "0.price"
 * @returns the same in the caller's words, such as `properties.products.0.price`
 */
export function segmentContentsPlace(properties: Readonly<Record<string, unknown>>, path: string): string {
  const list = listOf(properties);
  const [index = '', field = ''] = path.split('.');
  const products = list === undefined ? [properties] : properties[list];
  const product: unknown = Array.isArray(products) ? products[Number(index)] : undefined;
  const places = Object.hasOwn(PRODUCT_PLACES, field)
    ? PRODUCT_PLACES[field as keyof typeof PRODUCT_PLACES]
    : [];
  const place = firstSaid(product, places)?.place ?? field;
  return ['properties', ...(list === undefined ? [] : [list, index]), place].filter(Boolean).join('.');
}

function listOf(properties: Readonly<Record<string, unknown>>): (typeof LISTS)[number] | undefined {
  const isFull = (list: unknown) => Array.isArray(list) && list.length > 0;
  return (
    LISTS.find((name) => isFull(properties[name])) ?? LISTS.find((name) => properties[name] !== undefined)
  );
}

function contentOf(product: unknown): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const [field, places] of FIELDS) {
    const said = firstSaid(product, places);
    if (said) content[field] = said.value;
  }
  return content;
}
