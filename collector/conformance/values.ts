import { LINKS, type Row } from './row.ts';

const props = (properties: object) => ({ properties });
/** An item with an id is a product where nobody says otherwise. */
const item = (fields: object, more: object = {}) =>
  props({ content_type: 'product', contents: [{ content_id: 'a', ...fields }], ...more });
const money = (value: unknown, sent: unknown, reason: string): Row => ({
  rule: 'value',
  input: props({ value, currency: 'USD' }),
  item: props({ value: sent, currency: 'USD' }),
  reason,
  link: LINKS.fields,
});
const refusedMoney = (value: unknown, reason: string): Row => ({
  rule: 'value',
  input: props({ value, currency: 'USD' }),
  refused: 'properties.value',
  reason,
  link: LINKS.fields,
});

/** Two vases of 10.00 and a cup of 5.50 make 25.50; with 4.00 tax and 3.00 shipping the buyer pays 32.50. */
const CONTENTS = [
  { content_id: 'vase', price: 10, quantity: 2 },
  { content_id: 'cup', price: 5.5, quantity: 1 },
];
const ORDER = { total: 32.5, tax: 4, shipping: 3, currency: 'USD', contents: CONTENTS };
const valued = (rule: string, value: number, reason: string, more: Partial<Row> = {}): Row => ({
  rule: `value: ${rule}`,
  input: props(ORDER),
  mapping: { value: rule },
  item: props({ value, currency: 'USD', content_type: 'product', contents: CONTENTS }),
  reason,
  link: LINKS.fields,
  ...more,
});

export const VALUES: readonly Row[] = [
  money(59.98, 59.98, 'a number'),
  money('59.98', 59.98, 'as text'),
  money('0', 0, '0 is a value'),
  money(0, 0, '0 is a value'),
  money(-5, -5, 'a refund as the sender says it'),
  money('100', 100, 'a whole number as text'),
  refusedMoney('NaN', 'not a number'),
  refusedMoney('(null)', 'a broken template'),
  refusedMoney('1.299,00', 'never guessed: 1.299 or 1,299?'),
  refusedMoney('1,299.00', 'never guessed'),
  refusedMoney('$5', 'a symbol'),
  refusedMoney('', 'empty'),
  refusedMoney('5 USD', 'letters'),
  refusedMoney(true, 'no number'),
  {
    rule: 'value',
    input: { event: 'Purchase', ...props({ currency: 'USD' }) },
    item: { event: 'Purchase', ...props({ currency: 'USD' }) },
    findings: ['missing_value properties.value'],
    reason: 'none is invented, and that is said',
    link: LINKS.names,
  },
  {
    rule: 'currency',
    input: props({ value: 1, currency: ' usd ' }),
    item: props({ value: 1, currency: 'USD' }),
    reason: 'upper case',
    link: LINKS.iso4217,
  },
  {
    rule: 'currency',
    input: props({ value: 1, currency: 'XXX' }),
    refused: 'properties.currency',
    reason: 'not in the list of TikTok',
    link: LINKS.fields,
  },
  {
    rule: 'currency',
    input: props({ value: 1, currency: 'euro' }),
    refused: 'properties.currency',
    reason: 'no ISO 4217 code',
    link: LINKS.iso4217,
  },
  {
    rule: 'currency',
    input: props({ value: 1 }),
    item: props({ value: 1 }),
    findings: ['missing_currency properties.currency'],
    reason: 'none is invented',
    link: LINKS.fields,
  },
  valued('total', 32.5, 'all that the buyer pays'),
  valued('ex_tax', 28.5, '32.50 − 4.00'),
  valued('ex_shipping', 29.5, '32.50 − 3.00'),
  valued('items', 25.5, '2 × 10.00 + 5.50', { findings: ['computed properties.value'] }),
  valued('profit', 15, '2 × (10.00 − 4.00) + (5.50 − 2.50)', {
    mapping: { value: 'profit', costs: 'content_id,cost\nvase,4\ncup,2.50\n' },
    findings: ['computed properties.value'],
  }),
  {
    rule: 'value: items',
    input: props({
      currency: 'USD',
      contents: [
        { content_id: 'a', price: 0.1, quantity: 1 },
        { content_id: 'b', price: 0.2, quantity: 1 },
      ],
    }),
    item: props({
      value: 0.3,
      currency: 'USD',
      content_type: 'product',
      contents: [
        { content_id: 'a', price: 0.1, quantity: 1 },
        { content_id: 'b', price: 0.2, quantity: 1 },
      ],
    }),
    findings: ['computed properties.value'],
    reason: '0.1 + 0.2 is 0.3',
    link: LINKS.fields,
  },
  {
    rule: 'value: items',
    input: props({ currency: 'JPY', contents: [{ content_id: 'a', price: 500, quantity: 3 }] }),
    item: item({ price: 500, quantity: 3 }, { value: 1500, currency: 'JPY' }),
    reason: 'yen have no decimals',
    link: LINKS.iso4217,
  },
  {
    rule: 'value: items',
    input: props({ currency: 'KWD', contents: [{ content_id: 'a', price: 0.125, quantity: 3 }] }),
    item: item({ price: 0.125, quantity: 3 }, { value: 0.375, currency: 'KWD' }),
    reason: 'dinars have three',
    link: LINKS.iso4217,
  },
];
