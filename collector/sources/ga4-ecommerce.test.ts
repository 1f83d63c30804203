import { describe, expect, it } from 'vitest';
import { isFault } from '../contract/fault.ts';
import { fromGa4Ecommerce } from './ga4-ecommerce.ts';
import { readServerRequest } from './server-request.ts';

describe('GA4', () => {
  // https://developers.google.com/analytics/devguides/collection/ga4/reference/events#purchase
  const purchase = {
    transaction_id: 'T_12345',
    value: 72.05,
    tax: 3.6,
    shipping: 5.99,
    currency: 'USD',
    coupon: 'SUMMER_SALE',
    customer_type: 'new',
    items: [
      {
        item_id: 'SKU_12345',
        item_name: 'Stan and Friends Tee',
        affiliation: 'Google Merchandise Store',
        discount: 2.22,
        index: 0,
        item_brand: 'Google',
        item_category: 'Apparel',
        item_category2: 'Adult',
        item_variant: 'green',
        price: 10.01,
        quantity: 3,
      },
    ],
  };
  const ours = {
    order_id: 'T_12345',
    value: 72.05,
    tax: 3.6,
    shipping: 5.99,
    currency: 'USD',
    contents: [
      {
        content_id: 'SKU_12345',
        content_name: 'Stan and Friends Tee',
        content_category: 'Apparel',
        brand: 'Google',
        variant_id: 'green',
        price: 10.01,
        quantity: 3,
      },
    ],
  };

  it.each<[object, string]>([
    [purchase, 'as parameters of the event'],
    [{ ecommerce: purchase }, 'as the dataLayer has it'],
    [{ ecommerce: { purchase } }, 'as the first dataLayers of GA4 had it'],
  ])('a purchase %# (%s)', (properties) => {
    expect(fromGa4Ecommerce(properties)).toEqual(ours);
  });

  it('hands a strict contract nothing that it does not know', () => {
    const events = [purchase, { ecommerce: purchase }].map((properties) => ({
      event: 'purchase',
      properties,
    }));
    expect(readServerRequest(JSON.stringify({ events })).events.filter(isFault)).toEqual([]);
  });

  it.each<[object, object, string]>([
    [{ search_term: 'vase' }, { search_string: 'vase' }, 'a search, which has no items'],
    [{ transaction_id: 7 }, { order_id: 7 }, 'an order without items'],
    [
      { ...purchase, order_id: 'ours', contents: [{ content_id: 'a' }] },
      { ...ours, order_id: 'ours', contents: [{ content_id: 'a' }] },
      'our own words win',
    ],
    [{ ecommerce: { value: 5 }, value: 6 }, { value: 6 }, 'also over the object'],
    [{ ecommerce: { tax: '', currency: 'EUR' } }, { currency: 'EUR' }, 'a blank of a template'],
    [{ items: [{ item_name: 'Tee' }] }, { contents: [{ content_name: 'Tee' }] }, 'a name is enough'],
  ])('%j becomes %j (%s)', (properties, expected) => {
    expect(fromGa4Ecommerce(properties)).toEqual(expected);
  });
});

// https://developers.google.com/analytics/devguides/collection/ua/gtm/enhanced-ecommerce#purchases
describe('Universal Analytics', () => {
  const products = [
    {
      name: 'Triblend Android T-Shirt',
      id: '12345',
      price: '15.25',
      brand: 'Google',
      category: 'Apparel',
      variant: 'Gray',
      quantity: 1,
      coupon: '',
    },
    { name: 'Donut Friday Scented T-Shirt', id: '67890', price: '33.75', quantity: 1 },
  ];
  const contents = [
    {
      content_name: 'Triblend Android T-Shirt',
      content_id: '12345',
      price: '15.25',
      brand: 'Google',
      content_category: 'Apparel',
      variant_id: 'Gray',
      quantity: 1,
    },
    { content_name: 'Donut Friday Scented T-Shirt', content_id: '67890', price: '33.75', quantity: 1 },
  ];

  it('a purchase: its revenue includes tax and shipping', () => {
    const actionField = {
      id: 'T12345',
      affiliation: 'Online Store',
      revenue: '35.43',
      tax: '4.90',
      shipping: '5.99',
      coupon: 'SUMMER_SALE',
    };
    expect(
      fromGa4Ecommerce({ ecommerce: { currencyCode: 'EUR', purchase: { actionField, products } } }),
    ).toEqual({
      order_id: 'T12345',
      total: '35.43',
      tax: '4.90',
      shipping: '5.99',
      currency: 'EUR',
      contents,
    });
  });

  it.each(['add', 'detail', 'checkout'])('%s', (action) => {
    expect(fromGa4Ecommerce({ ecommerce: { currencyCode: 'EUR', [action]: { products } } })).toEqual({
      currency: 'EUR',
      contents,
    });
  });
});

describe('what is not Google’s', () => {
  it.each<[unknown, string]>([
    [undefined, 'no properties'],
    [null, 'null'],
    ['items', 'text'],
    [[{ items: [] }], 'a list'],
    [{}, 'nothing in them'],
    [{ order_id: '7', contents: [{ content_id: 'a', price: 1 }], coupon: 'X' }, 'our own words'],
  ])('%j is the very same (%s)', (properties) => {
    expect(fromGa4Ecommerce(properties)).toBe(properties);
  });

  it.each<[object, string]>([
    [{ items: 3, value: 5 }, 'a number of items'],
    [{ items: ['sku-1', 'sku-2'] }, 'a list of ids'],
    [{ items: [{ sku: 'a', qty: 1 }] }, 'items in the words of nobody'],
    [{ ecommerce: true }, 'a switch'],
  ])('%j keeps its meaning (%s)', (properties) => {
    expect(fromGa4Ecommerce(properties)).toEqual(properties);
  });
});
