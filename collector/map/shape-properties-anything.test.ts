import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorDigits } from '../tiktok/currencies.ts';
import { createShapeProperties } from './shape-properties.ts';

describe('whatever is sent', () => {
  const amount = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -5, 1e308));
  const count = fc.oneof(fc.integer({ min: -3, max: 9 }), fc.maxSafeInteger());
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('', ' ', 'null', 'undefined', 'NaN', '[object Object]', 'a'),
  );
  const field = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  const record = <Shape extends Record<string, fc.Arbitrary<unknown>>>(shape: Shape) =>
    fc.record(shape, { requiredKeys: [] });
  const item = record({
    content_id: field(text),
    sku: field(text),
    variant_id: field(text),
    product_id: field(text),
    group_id: field(text),
    content_name: field(text),
    content_category: field(text),
    brand: field(text),
    price: field(amount),
    line_price: field(amount),
    quantity: field(count),
  });
  const properties = record({
    value: field(amount),
    total: field(amount),
    tax: field(amount),
    shipping: field(amount),
    country: field(text),
    content_type: field(fc.oneof(text, fc.constantFrom('product', 'PRODUCT_GROUP'))),
    content_ids: field(fc.array(text, { maxLength: 3 })),
    contents: field(fc.array(item, { maxLength: 4 })),
    order_id: field(text),
    shop_id: field(text),
    search_string: field(text),
    query: field(text),
    description: field(text),
    num_items: field(count),
    status: field(text),
    predicted_ltv: field(amount),
  });
  const rules = fc.record({
    value: fc.constantFrom('total', 'ex_tax', 'ex_shipping', 'items', 'profit'),
    contentId: fc.constantFrom(undefined, 'sku', 'variant', 'product', 'group', 'x_{product}_{variant}'),
    unitCosts: fc.constant(new Map([['a', 1.25]])),
    minorDigits: fc.constant(minorDigits),
  });
  const currency = fc.constantFrom(undefined, 'USD', 'JPY', 'KWD');

  // https://business-api.tiktok.com/portal/docs?id=1771101303285761
  const NUMBERS = ['value', 'predicted_ltv', 'price'];
  const COUNTS = ['num_items', 'quantity'];
  const NAMES = ['content_id', 'order_id', 'shop_id', 'content_name', 'content_category', 'brand'];
  const TEXTS = ['currency', 'search_string', 'query', 'description', 'status', 'delivery_category'];
  const LEFTOVER = /^(?:undefined|null|nan|\[object object\])$/i;
  const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
  const isName = (value: unknown) => isText(value) && !LEFTOVER.test(String(value));

  function checkFields(object: Record<string, unknown>, allowed: readonly string[]): void {
    expect(Object.keys(object)).not.toHaveLength(0);
    for (const [key, value] of Object.entries(object)) {
      expect(allowed).toContain(key);
      if (NUMBERS.includes(key)) expect(value).toSatisfy(Number.isFinite);
      if (COUNTS.includes(key)) expect(value).toSatisfy(Number.isInteger);
      if (NAMES.includes(key)) expect(value).toSatisfy(isName);
      if (TEXTS.includes(key)) expect(value).toSatisfy(isText);
    }
  }

  it('numbers are numbers, ids are ids, and there is no key but those of TikTok', () => {
    let items = 0;
    fc.assert(
      fc.property(properties, currency, rules, (sent, currency, rule) => {
        const { properties, findings } = createShapeProperties(rule)({ ...sent, currency });
        for (const finding of findings) expect(finding.path).toMatch(/^properties/);
        // A number that is none is null in JSON, and so cannot hide.
        const written = JSON.parse(JSON.stringify(properties ?? {})) as Record<string, unknown>;
        if (Object.keys(written).length === 0) return;
        const {
          contents = [],
          content_ids = [],
          content_type,
          ...others
        } = written as {
          contents?: Record<string, unknown>[];
          content_ids?: unknown[];
          content_type?: unknown;
        };
        if (Object.keys(others).length > 0) checkFields(others, [...NUMBERS, ...COUNTS, ...NAMES, ...TEXTS]);
        for (const each of contents) {
          checkFields(each, ['price', 'quantity', 'content_id', 'content_name', 'content_category', 'brand']);
        }
        for (const id of content_ids) expect(id).toSatisfy(isName);
        expect([undefined, 'product', 'product_group']).toContain(content_type);
        expect([written.contents, written.content_ids]).not.toContainEqual([]);
        items += contents.length;
      }),
      { numRuns: 1000 },
    );
    expect(items, 'the property is about something').toBeGreaterThan(500);
  });
});
