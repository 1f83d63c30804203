import { describe, expect, it } from 'vitest';
import { createContentId } from './content-id.ts';

const all = { content_id: '301', sku: 'S-1', variant_id: '44', product_id: '9', group_id: 'g1' };

describe('the id of an item', () => {
  it.each([
    { rule: undefined, item: all, id: '301', reason: 'as sent' },
    { rule: undefined, item: { ...all, content_id: undefined }, id: 'S-1', reason: 'first of the others' },
    { rule: undefined, item: { product_id: '9', variant_id: '44' }, id: '44', reason: 'the nearer one' },
    { rule: undefined, item: { product_id: '9' }, id: '9', reason: 'the only one' },
    { rule: undefined, item: { group_id: 'g1' }, id: 'g1', isGroup: true, reason: 'a group at last' },
    { rule: undefined, item: { content_id: 'undefined', sku: 'S-1' }, id: 'S-1', reason: 'a leftover' },
    { rule: undefined, item: {}, id: undefined, reason: 'none' },
    { rule: 'sku', item: all, id: 'S-1', reason: 'the stock number' },
    { rule: 'variant', item: all, id: '44', reason: 'the variant' },
    { rule: 'product', item: all, id: '9', reason: 'the product' },
    { rule: 'group', item: all, id: 'g1', isGroup: true, reason: 'the group' },
    { rule: 'sku', item: { ...all, sku: ' ' }, id: '301', lacks: 'sku', reason: 'absent: as sent' },
    { rule: 'group', item: { content_id: '301' }, id: '301', lacks: 'group_id', reason: 'not a group then' },
    { rule: 'sku', item: { variant_id: '44' }, id: undefined, lacks: 'sku', reason: 'no other is guessed' },
    { rule: 'shopify_US_{product}_{variant}', item: all, id: 'shopify_US_9_44', reason: 'as in the feed' },
    { rule: '{sku}', item: all, id: 'S-1', reason: 'nothing around it' },
    { rule: '{group}-{sku}.x', item: all, id: 'g1-S-1.x', reason: 'text at the end' },
    {
      rule: 'shopify_US_{product}_{variant}',
      item: { content_id: '301', product_id: '9', variant_id: 'null' },
      id: '301',
      lacks: 'variant_id',
      reason: 'a half of it is no id',
    },
  ])('$rule: $reason', ({ rule, item, id, isGroup = false, lacks }) => {
    expect(createContentId(rule)(item)).toEqual({ id, isGroup, ...(lacks && { lacks }) });
  });

  it.each(['skus', '', 'US_', 'shopify_{country}', '{sku}_{shelf}', '{constructor}'])(
    'cannot be chosen by "%s", and that is said at the start',
    (rule) => {
      expect(() => createContentId(rule)).toThrow('shopify_US_{product}_{variant}');
    },
  );
});
