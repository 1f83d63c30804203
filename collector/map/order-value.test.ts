import { describe, expect, it } from 'vitest';
import { minorDigits } from '../tiktok/currencies.ts';
import { createOrderValue, type ValueRules } from './order-value.ts';

/** Two pieces at 10.00 and one at 5.50: 25.50; with shipping of 4.50 and tax of 5.70, 30.00 and 35.70. */
const contents = [
  { content_id: 'a', price: 10, quantity: 2 },
  { content_id: 'b', price: 5.5, quantity: 1 },
];
const order = { value: 35, total: 35.7, tax: 5.7, shipping: 4.5, currency: 'USD', contents };
const unitCosts = new Map([
  ['a', 4.25],
  ['b', 6],
  ['free', 0],
]);

type Order = Partial<Parameters<ReturnType<typeof createOrderValue>>[0]>;

function worth(value: ValueRules['value'], properties: Order) {
  const ids = (properties.contents ?? []).map((item) => item.content_id);
  const result = createOrderValue({ value, unitCosts, minorDigits })(
    { currency: undefined, ...properties },
    ids,
  );
  return { value: result.value, told: result.findings.map(({ rule, path }) => `${rule} ${path}`) };
}

const COMPUTED = ['computed properties.value'];

describe('the rule "total"', () => {
  it.each([
    { order, value: 35, told: [], reason: 'what the sender calls the value' },
    { order: { ...order, value: undefined }, value: 35.7, told: [], reason: 'else the total' },
    { order: { currency: 'USD', contents }, value: 25.5, told: COMPUTED, reason: '2 × 10.00 + 5.50' },
    { order: { value: 0, total: 9 }, value: 0, told: [], reason: 'nothing to pay is a value' },
    { order: { total: 0, contents }, value: 0, told: [], reason: 'so it is as the total' },
    { order: { value: 1.23456 }, value: 1.23456, told: [], reason: 'what is sent is not rounded' },
    { order: { value: -35, currency: 'USD' }, value: -35, told: [], reason: 'a refund' },
    { order: {}, value: undefined, told: [], reason: 'nothing is known' },
    { order: { contents: [] }, value: undefined, told: [], reason: 'no items are not worth 0' },
    { order: { contents: [...contents, {}] }, value: undefined, told: [], reason: 'one item without price' },
    {
      order: { contents: [{ price: 1e308 }, { price: 1e308 }] },
      value: undefined,
      told: COMPUTED,
      reason: 'too much',
    },
    { order: { contents: [{ price: 0 }] }, value: 0, told: COMPUTED, reason: 'a gift' },
    { order: { tax: 5.7, shipping: 4.5 }, value: undefined, told: [], reason: 'parts are not the whole' },
  ])('$reason', ({ order, value, told }) => {
    expect(worth('total', order)).toEqual({ value, told });
  });
});

describe('the rule "ex_tax"', () => {
  const noTax = { ...order, tax: undefined };
  it.each([
    { order, value: 30, told: COMPUTED, reason: '35.70 − 5.70' },
    { order: { ...order, total: undefined }, value: 29.3, told: COMPUTED, reason: '35.00 − 5.70' },
    { order: { ...order, tax: 0 }, value: 35.7, told: COMPUTED, reason: 'no tax to pay' },
    { order: { total: -35.7, tax: -5.7 }, value: -30, told: COMPUTED, reason: 'a refund' },
    { order: { total: 0.3, tax: 0.1 }, value: 0.2, told: COMPUTED, reason: 'not 0.19999999999999998' },
    { order: noTax, value: 35, told: ['computed properties.tax'], reason: 'tax is not known' },
    {
      order: { tax: 2, currency: 'USD', contents },
      value: 25.5,
      told: ['computed properties.total', ...COMPUTED],
      reason: 'the total is not known',
    },
    { order: { tax: 2 }, value: undefined, told: [], reason: 'no value, nothing to explain' },
  ])('$reason', ({ order, value, told }) => {
    expect(worth('ex_tax', order)).toEqual({ value, told });
  });
});

describe('the rule "ex_shipping"', () => {
  const noShipping = { ...order, shipping: undefined };
  it.each([
    { order, value: 31.2, told: COMPUTED, reason: '35.70 − 4.50' },
    { order: { ...order, shipping: 0 }, value: 35.7, told: COMPUTED, reason: 'sent free' },
    {
      order: noShipping,
      value: 35,
      told: ['computed properties.shipping'],
      reason: 'shipping is not known',
    },
  ])('$reason', ({ order, value, told }) => {
    expect(worth('ex_shipping', order)).toEqual({ value, told });
  });
});

describe('the rule "items"', () => {
  it.each([
    { order, value: 25.5, told: COMPUTED, reason: '2 × 10.00 + 5.50, whatever the total' },
    { order: { value: 7 }, value: 7, told: ['computed properties.contents'], reason: 'no items' },
    {
      order: { value: 7, contents: [...contents, { content_id: 'c', quantity: 1 }] },
      value: 7,
      told: ['computed properties.contents.2.price'],
      reason: 'the price of the third is not known',
    },
    { order: { contents: [{ quantity: 1 }] }, value: undefined, told: [], reason: 'no value at all' },
  ])('$reason', ({ order, value, told }) => {
    expect(worth('items', order)).toEqual({ value, told });
  });
});

describe('the rule "profit"', () => {
  const [first, second] = contents as [(typeof contents)[0], (typeof contents)[0]];
  it.each([
    { contents, value: 11, told: COMPUTED, reason: '2 × (10.00 − 4.25) + (5.50 − 6.00)' },
    { contents: [second], value: -0.5, told: COMPUTED, reason: 'a loss is a value' },
    {
      contents: [{ content_id: 'free', price: 3, quantity: 2 }],
      value: 6,
      told: COMPUTED,
      reason: 'a cost of 0',
    },
    { contents: [{ content_id: 'a', price: 10 }], value: 5.75, told: COMPUTED, reason: 'one piece' },
    { contents: [{ ...first, quantity: -2 }], value: -11.5, told: COMPUTED, reason: 'sent back' },
    {
      contents: [{ content_id: 'a', line_price: 20, quantity: 2 }],
      value: 11.5,
      told: COMPUTED,
      reason: '20.00 − 2 × 4.25',
    },
    {
      contents: [first, { ...second, content_id: 'c' }, { ...second, content_id: undefined }],
      value: 35,
      told: ['computed properties.contents.1.content_id', 'computed properties.contents.2.content_id'],
      reason: 'two costs are not known: never guessed, the total stands',
    },
    {
      contents: [first, { content_id: 'b' }],
      value: 35,
      told: ['computed properties.contents.1.price'],
      reason: 'a price is not known',
    },
  ])('$reason', ({ contents, value, told }) => {
    expect(worth('profit', { ...order, contents })).toEqual({ value, told });
  });
});

// Digits of each: https://www.six-group.com/en/products-services/financial-information/data-standards.html
describe('the digits of a currency', () => {
  it.each([
    { currency: 'USD', items: [{ price: 0.1 }, { price: 0.2 }], value: 0.3, reason: 'exact' },
    { currency: 'USD', items: [{ price: 1.005, quantity: 3 }], value: 3.02, reason: '3.015, half up' },
    { currency: 'USD', items: [{ price: 1.005, quantity: -3 }], value: -3.02, reason: 'and half down' },
    { currency: 'USD', items: [{ price: 0.333, quantity: 3 }], value: 1, reason: '0.999, once, at the end' },
    { currency: 'JPY', items: [{ price: 1980, quantity: 2 }], value: 3960, reason: 'none' },
    { currency: 'JPY', items: [{ price: 99.5 }], value: 100, reason: 'none, rounded' },
    { currency: 'KRW', items: [{ price: 0.4, quantity: 3 }], value: 1, reason: '1.2' },
    { currency: 'KWD', items: [{ price: 1.125, quantity: 3 }], value: 3.375, reason: 'three' },
    { currency: 'BHD', items: [{ price: 0.0005 }], value: 0.001, reason: 'three, rounded' },
    { currency: undefined, items: [{ price: 1.125, quantity: 3 }], value: 3.375, reason: 'nothing is lost' },
  ])('$currency: $reason', ({ currency, items, value }) => {
    expect(worth('items', { currency, contents: items })).toEqual({ value, told: COMPUTED });
  });
});

// One line of two at 10.00, told in each way: https://ads.tiktok.com/help/article/about-parameters
describe('unit price and line price', () => {
  it.each([
    { item: { price: 10, quantity: 2 }, value: 20, reason: 'of one piece' },
    { item: { line_price: 20, quantity: 2 }, value: 20, reason: 'of the line' },
    { item: { price: 10, line_price: 20, quantity: 2 }, value: 20, reason: 'both' },
    { item: { price: 10, line_price: 18, quantity: 2 }, value: 20, reason: 'both, and they differ' },
    { item: { line_price: 20 }, value: 20, reason: 'of a line of one' },
    { item: { price: 20 }, value: 20, reason: 'of one piece, of which there is one' },
    { item: { line_price: 10, quantity: 3 }, value: 10, reason: '3.33 each, yet 10.00 together' },
    { item: { price: 5, quantity: 0 }, value: 0, reason: 'no piece' },
  ])('$reason', ({ item, value }) => {
    expect(worth('items', { currency: 'USD', contents: [item] })).toEqual({ value, told: COMPUTED });
  });
});
