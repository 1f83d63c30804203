import { describe, expect, it } from 'vitest';
import { createRowReader, type RowDefaults } from './csv-row.ts';
import { type Columns, createColumns } from './event-columns.ts';

const OFFLINE: RowDefaults = { event: 'Purchase', source: 'offline' };

function read(
  record: Record<string, unknown>,
  { map = {}, ignores = false, defaults = OFFLINE }: Options = {},
) {
  return createRowReader(createColumns(map) as Columns, ignores, defaults).read(record);
}

interface Options {
  readonly map?: Record<string, string>;
  readonly ignores?: boolean;
  readonly defaults?: RowDefaults;
}

const EVENT = { event: 'Purchase', event_source: 'offline' };

describe('a row', () => {
  it.each<[string, Record<string, unknown>, Options, object]>([
    [
      'text amounts are numbers, and blank cells are absent',
      { email: 'a@shop.example', value: '99.95', currency: 'EUR', order_id: '  ' },
      {},
      { ...EVENT, user: { email: 'a@shop.example' }, properties: { value: 99.95, currency: 'EUR' } },
    ],
    [
      'product columns make one item',
      { email: 'a@shop.example', content_id: 'v-1', brand: 'Ember', price: '5', quantity: '2' },
      {},
      {
        ...EVENT,
        user: { email: 'a@shop.example' },
        properties: { contents: [{ content_id: 'v-1', brand: 'Ember', price: 5, quantity: 2 }] },
      },
    ],
    [
      'a list is JSON, or parted by "|"',
      { email: 'a@shop.example', content_ids: 'v-1|v-2', contents: '[{"content_id":"v-1","price":5}]' },
      {},
      {
        ...EVENT,
        user: { email: 'a@shop.example' },
        properties: { content_ids: ['v-1', 'v-2'], contents: [{ content_id: 'v-1', price: 5 }] },
      },
    ],
    [
      'the row wins over what is said for all rows',
      { email: 'a@shop.example', event: 'Contact', event_source: 'crm' },
      {},
      { event: 'Contact', event_source: 'crm', user: { email: 'a@shop.example' } },
    ],
    [
      'words for true and false',
      { email: 'a@shop.example', limited_data_use: 'Yes' },
      {},
      { ...EVENT, user: { email: 'a@shop.example' }, limited_data_use: true },
    ],
    [
      'the country is the order’s, where phone numbers look for it',
      { phone: '0151 23456789' },
      { defaults: { ...OFFLINE, country: 'DE', pixel: '7123456789012345678', testEventCode: 'TEST12345' } },
      {
        ...EVENT,
        pixel: '7123456789012345678',
        test_event_code: 'TEST12345',
        user: { phone: '0151 23456789' },
        properties: { country: 'DE' },
      },
    ],
    [
      'nested objects of NDJSON, beside flat columns',
      { user: { email: 'a@shop.example' }, first_name: 'Ada', properties: { value: 5, currency: 'EUR' } },
      {},
      {
        ...EVENT,
        user: { email: 'a@shop.example', first_name: 'Ada' },
        properties: { value: 5, currency: 'EUR' },
      },
    ],
    [
      'unknown columns are left out where they may be',
      { email: 'a@shop.example', Note: 'x' },
      { ignores: true },
      { ...EVENT, user: { email: 'a@shop.example' } },
    ],
    [
      'a click id is enough on the web',
      { ttclid: 'E.C.P.abc', page_url: 'https://shop.example/' },
      { defaults: { event: 'Purchase' } },
      { event: 'Purchase', user: { ttclid: 'E.C.P.abc' }, page: { url: 'https://shop.example/' } },
    ],
  ])('%s', (_reason, record, options, expected) => {
    expect(read(record, options)).toEqual(expected);
  });

  it.each<[string, Record<string, unknown>, Options, string]>([
    [
      'a decimal comma',
      { Mail: 'a@shop.example', Total: '9,99' },
      { map: { Mail: 'email', Total: 'value' } },
      'Total',
    ],
    ['no event', { email: 'a@shop.example' }, { defaults: {} }, 'event'],
    ['nobody to find', { value: '5' }, {}, 'user'],
    ['a click id alone, offline', { ttclid: 'E.C.P.abc' }, {}, 'user'],
    ['an unknown field', { email: 'a@shop.example', Note: 'x' }, {}, 'Note'],
    ['a name that was not UTF-8', { email: 'a@shop.example', first_name: 'M\uFFFDller' }, {}, 'first_name'],
    ['no list', { email: 'a@shop.example', contents: '[{"content_id"' }, {}, 'contents'],
    ['an item’s field', { email: 'a@shop.example', quantity: '1.5' }, {}, 'quantity'],
    ['a field within an object', { user: { mail: 'a@shop.example' } }, {}, 'user.mail'],
    ['a list’s item', { email: 'a@shop.example', contents: '[{"prize":5}]' }, {}, 'contents'],
  ])('with %s is refused by its column', (_reason, record, options, column) => {
    const fault = read(record, options);
    expect(fault).toMatchObject({ path: column, message: expect.any(String) });
    for (const value of ['9,99', 'a@shop.example', 'ller', 'E.C.P', '1.5']) {
      expect(JSON.stringify(fault)).not.toContain(value);
    }
  });

  it('tells the column of a path that the collector refuses', () => {
    const reader = createRowReader(createColumns({ Cur: 'currency' }) as Columns, false, OFFLINE);
    reader.read({ email: 'a@shop.example', Cur: 'XXX' });
    expect(reader.columnOf('properties.currency')).toBe('Cur');
    expect(reader.columnOf('page.url')).toBe('page.url');
  });
});
