import { describe, expect, it } from 'vitest';
import { minorDigits } from '../tiktok/currencies.ts';
import { createShapeProperties, type PropertyRules } from './shape-properties.ts';

const defaults: PropertyRules = { value: 'total', unitCosts: new Map(), contentId: undefined, minorDigits };
type Sent = Partial<Parameters<ReturnType<typeof createShapeProperties>>[0]>;

/** The properties as they are written, and which rules spoke of which fields. */
function shaped(sent: Sent, rules: Partial<PropertyRules> = {}) {
  const shapeProperties = createShapeProperties({ ...defaults, ...rules });
  const { properties, findings } = shapeProperties({ currency: undefined, ...sent });
  return {
    properties: JSON.parse(JSON.stringify(properties ?? {})),
    told: findings.map(({ rule, path }) => `${rule} ${path}`),
  };
}

// Fields as documented: https://business-api.tiktok.com/portal/docs?id=1771101303285761
it('gives an order the keys that TikTok documents, and keeps the others to itself', () => {
  expect(
    shaped({
      value: 35.7,
      total: 35.7,
      tax: 5.7,
      shipping: 4.5,
      country: 'US',
      currency: 'USD',
      content_type: 'product',
      content_ids: ['301'],
      contents: [
        {
          content_id: '301',
          sku: 'S-1',
          variant_id: '44',
          product_id: '9',
          group_id: 'g1',
          content_name: ' Socks ',
          content_category: 'Clothing',
          brand: 'Ember',
          price: 10,
          line_price: 30,
          quantity: 3,
        },
      ],
      order_id: '10001',
      shop_id: 's1',
      search_string: 'null',
      query: 'socks',
      description: 'three pairs',
      num_items: 3,
      status: 'paid',
      delivery_category: 'home_delivery',
      predicted_ltv: 0,
    }),
  ).toStrictEqual({
    properties: {
      value: 35.7,
      currency: 'USD',
      content_type: 'product',
      content_ids: ['301'],
      contents: [
        {
          content_id: '301',
          content_name: 'Socks',
          content_category: 'Clothing',
          brand: 'Ember',
          price: 10,
          quantity: 3,
        },
      ],
      order_id: '10001',
      shop_id: 's1',
      // Somebody may look for it.
      search_string: 'null',
      query: 'socks',
      description: 'three pairs',
      num_items: 3,
      status: 'paid',
      delivery_category: 'home_delivery',
      predicted_ltv: 0,
    },
    told: [],
  });
});

describe('the items', () => {
  const noId = 'missing_content_id properties.contents.0.content_id';
  it.each([
    { item: { line_price: 20, quantity: 2 }, sent: { price: 10, quantity: 2 }, reason: '20.00 / 2' },
    { item: { line_price: 10, quantity: 3 }, sent: { price: 3.33, quantity: 3 }, reason: '10.00 / 3' },
    { item: { line_price: 20, quantity: 3 }, sent: { price: 6.67, quantity: 3 }, reason: '20.00 / 3' },
    { item: { line_price: 0.01, quantity: 2 }, sent: { price: 0.01, quantity: 2 }, reason: 'half up' },
    { item: { line_price: -20, quantity: -2 }, sent: { price: 10, quantity: -2 }, reason: 'sent back' },
    { item: { line_price: 20 }, sent: { price: 20 }, reason: 'no quantity is made up' },
    { item: { line_price: 20, quantity: 0 }, sent: { quantity: 0 }, reason: 'of no piece there is no price' },
    { item: { line_price: 0, quantity: 2 }, sent: { price: 0, quantity: 2 }, reason: 'a gift' },
    {
      item: { price: 9.999, line_price: 20, quantity: 2 },
      sent: { price: 9.999, quantity: 2 },
      reason: 'both',
    },
    { item: { price: -5, quantity: -1 }, sent: { price: -5, quantity: -1 }, reason: 'a refund, as sent' },
  ])('have the price of one piece: $reason', ({ item, sent }) => {
    const { properties } = shaped({ currency: 'USD', contents: [{ content_id: 'a', ...item }] });
    expect(properties.contents).toEqual([{ content_id: 'a', ...sent }]);
  });

  it.each([
    { currency: 'JPY', price: 333, reason: 'no digits' },
    { currency: 'KWD', price: 333.333, reason: 'three' },
    { currency: undefined, price: 333.333, reason: 'not known: the most there are' },
  ])('have a price with the digits of $currency: $reason', ({ currency, price }) => {
    const { properties } = shaped({ currency, contents: [{ line_price: 1000, quantity: 3 }] });
    expect(properties).toMatchObject({ value: 1000, contents: [{ price }] });
  });

  // One line of four pieces for 10.00, told in both ways.
  it('make the same value of unit prices and of line prices', () => {
    const unit = shaped({ currency: 'USD', contents: [{ content_id: 'a', price: 2.5, quantity: 4 }] });
    const line = shaped({ currency: 'USD', contents: [{ content_id: 'a', line_price: 10, quantity: 4 }] });
    expect(unit.properties.value).toBe(10);
    expect(line).toEqual(unit);
  });

  it.each([
    ...['undefined', 'null', 'NaN', 'nan', '[object Object]', '(null)', '', ' ', ' NULL '].map(
      (content_id) => ({ item: { content_id, price: 1 }, sent: [{ price: 1 }], told: [noId] }),
    ),
    { item: { content_id: '0' }, sent: [{ content_id: '0' }], told: [] },
    { item: { content_id: ' 301 ' }, sent: [{ content_id: '301' }], told: [] },
    { item: { content_id: 'undefined' }, sent: undefined, told: [noId] },
    { item: {}, sent: undefined, told: [noId] },
    {
      item: { content_id: 'a', content_name: 'undefined', brand: 'null', content_category: ' ' },
      sent: [{ content_id: 'a' }],
      told: ['left_out properties.contents.0.content_name', 'left_out properties.contents.0.brand'],
    },
  ])('of $item are $sent', ({ item, sent, told }) => {
    const result = shaped({ value: 1, currency: 'USD', contents: [item] });
    expect(result.properties.contents).toEqual(sent);
    expect(result.told).toEqual(told);
  });

  it('are told of by the place that they were sent in', () => {
    const { properties, told } = shaped({ value: 1, contents: [{}, { content_id: 'a' }, { price: 1 }] });
    expect(properties.contents).toEqual([{ content_id: 'a' }, { price: 1 }]);
    expect(told).toEqual([noId, 'missing_content_id properties.contents.2.content_id']);
  });

  it('are told of twenty times at most', () => {
    const { told } = shaped({ value: 1, contents: Array.from({ length: 1000 }, () => ({ price: 1 })) });
    expect(told).toHaveLength(21);
    expect(told[20]).toBe('left_out properties');
  });

  it('are left as they are in the event that was sent', () => {
    const sent = { contents: [{}, { content_id: 'a', line_price: 4, quantity: 2 }] };
    shaped(sent);
    expect(sent).toEqual({ contents: [{}, { content_id: 'a', line_price: 4, quantity: 2 }] });
  });
});

// sku_id → "product", item_group_id → "product_group": https://ads.tiktok.com/help/article/about-parameters
describe('content_type', () => {
  const LEFT_OUT = ['left_out properties.content_type'];
  const item = { content_id: '301', sku: 'S-1', group_id: 'g1' };
  it.each([
    { sent: 'product', type: 'product', told: [], reason: 'as sent' },
    { sent: 'product_group', type: 'product_group', told: [], reason: 'as sent' },
    { sent: 'Product', type: 'product', told: [], reason: 'a capital' },
    { sent: ' PRODUCT_GROUP ', type: 'product_group', told: [], reason: 'capitals and blanks' },
    { sent: 'properties.category', type: 'product', told: LEFT_OUT, reason: 'a template' },
    { sent: 'product_group', rule: 'sku', type: 'product_group', told: [], reason: 'the page knows' },
    { sent: undefined, type: 'product', told: [], reason: 'there are ids' },
    { sent: ' ', type: 'product', told: [], reason: 'blank is absent' },
    { sent: undefined, rule: 'sku', type: 'product', told: [], reason: 'ids of variants' },
    { sent: undefined, rule: 'group', type: 'product_group', told: [], reason: 'ids of groups' },
    {
      sent: 'product',
      rule: 'group',
      type: 'product_group',
      told: ['computed properties.content_type'],
      reason: 'the ids were exchanged',
    },
    { sent: 'product_group', rule: 'group', type: 'product_group', told: [], reason: 'they agree' },
  ])('$sent with the ids of $rule is $type: $reason', ({ sent, rule, type, told }) => {
    const result = shaped({ content_type: sent, contents: [item] }, { contentId: rule });
    expect(result.properties.content_type).toBe(type);
    expect(result.told).toEqual(told);
  });

  it.each([
    { sent: { contents: [{ group_id: 'g1' }] }, type: 'product_group', reason: 'the only ids are of groups' },
    { sent: { contents: [{ group_id: 'g1' }, { sku: 's' }] }, type: 'product', reason: 'some of them are' },
    { sent: { content_ids: ['301'] }, type: 'product', reason: 'ids without items' },
    { sent: { content_ids: ['null'] }, type: undefined, reason: 'no id' },
    { sent: { contents: [{ price: 1 }] }, type: undefined, reason: 'items without ids' },
    { sent: { value: 1 }, type: undefined, reason: 'nothing of a catalogue' },
    { sent: { content_type: 'Produkt' }, type: undefined, reason: 'not one of the two' },
  ])('of $sent is $type: $reason', ({ sent, type }) => {
    expect(shaped(sent).properties.content_type).toBe(type);
  });
});

describe('ids of lists, orders and shops', () => {
  it.each([
    { sent: { content_ids: ['a', ' b '] }, kept: { content_ids: ['a', 'b'] }, told: [] },
    {
      sent: { content_ids: ['undefined', 'a', ''] },
      kept: { content_ids: ['a'] },
      told: ['left_out properties.content_ids.0'],
    },
    { sent: { order_id: 'undefined' }, kept: {}, told: ['left_out properties.order_id'] },
    { sent: { order_id: '[object Object]' }, kept: {}, told: ['left_out properties.order_id'] },
    { sent: { shop_id: 'NaN' }, kept: {}, told: ['left_out properties.shop_id'] },
    { sent: { order_id: '0', shop_id: ' s1 ' }, kept: { order_id: '0', shop_id: 's1' }, told: [] },
    { sent: { order_id: ' ' }, kept: {}, told: [] },
  ])('$sent', ({ sent, kept, told }) => {
    const { properties, told: all } = shaped(sent);
    const { content_type: _, ...ids } = properties;
    expect(ids).toEqual(kept);
    expect(all).toEqual(told);
  });

  // An id within `contents` does as well: https://ads.tiktok.com/help/article/about-parameters
  it('are not made up from the items', () => {
    expect(shaped({ contents: [{ content_id: 'a' }] }).properties).not.toHaveProperty('content_ids');
  });

  it('name an item as its contents do', () => {
    const contents = [{ content_id: '44', product_id: '9', variant_id: '44' }];
    const { properties } = shaped(
      { content_ids: ['44', '45'], contents },
      { contentId: 'shopify_US_{product}_{variant}' },
    );
    expect(properties).toMatchObject({
      content_ids: ['shopify_US_9_44', '45'],
      contents: [{ content_id: 'shopify_US_9_44' }],
    });
  });
});

it('finds the cost of an item under the id that TikTok gets', () => {
  const rules = { value: 'profit', contentId: 'sku', unitCosts: new Map([['S-1', 4]]) } as const;
  const contents = [{ content_id: '301', sku: 'S-1', price: 10, quantity: 2 }];
  expect(shaped({ currency: 'USD', value: 25, contents }, rules).properties.value).toBe(12);
});
