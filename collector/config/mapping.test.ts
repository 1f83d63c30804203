import { describe, expect, it } from 'vitest';
import { type ConfigError, readConfig } from './config.ts';
import type { NameFault } from './resolve-mapping.ts';

const environment = {
  TIKTOK_PIXEL_CODE: 'C4TEST00000000000000',
  TIKTOK_ACCESS_TOKEN: 'the-access-token-of-the-test',
  CLICKTHREAD_CONFIG: 'ct.json',
};
const shop = { code: 'C4SHOP00000000000000', token: 'env:TIKTOK_ACCESS_TOKEN' };
const till = { code: '7123456789', source: 'offline', token: 'env:TIKTOK_ACCESS_TOKEN' };

function read(
  content: unknown,
  { files = {} as Readonly<Record<string, string>>, nameFault = undefined as NameFault | undefined } = {},
) {
  const all: Readonly<Record<string, string>> = { 'ct.json': JSON.stringify(content), ...files };
  const readFile = (path: string) => {
    const text = all[path];
    if (text === undefined) throw new Error(`ENOENT: ${path}`);
    return text;
  };
  return readConfig(environment, readFile, nameFault).pixels;
}
const faultsOf = (...faults: readonly unknown[]) =>
  expect.objectContaining<Partial<ConfigError>>({ faults: faults as string[] });

const DEFAULTS = {
  preset: 'modern',
  map: {},
  alias: {},
  unmapped: 'pass',
  value: 'total',
  costs: undefined,
  contentId: undefined,
  limitedDataUse: false,
  pageParameters: [],
};

describe('the mapping of a pixel', () => {
  it('is the default where the file says nothing', () => {
    expect(read({ pixels: [shop] }).map(({ mapping }) => mapping)).toEqual([DEFAULTS, DEFAULTS]);
  });

  it('is set for every pixel at the top of the file, which needs no pixels then', () => {
    const settings = {
      events: {
        preset: 'layers',
        map: { quiz_done: 'Lead', buy: ['Purchase', 'Subscribe'], scroll: null },
        alias: { Purchase: 'CompletePayment' },
        unmapped: 'drop',
      },
      value: 'profit',
      costs: 'costs.csv',
      content_id: 'shopify_US_{product}_{variant}',
      limited_data_use: true,
      page_parameters: ['utm_source', 'size'],
    };
    const costs = 'content_id,cost\nember-vase,12\n';
    expect(read(settings, { files: { 'costs.csv': costs } })).toEqual([
      expect.objectContaining({
        code: environment.TIKTOK_PIXEL_CODE,
        mapping: {
          preset: 'layers',
          map: { quiz_done: 'Lead', buy: ['Purchase', 'Subscribe'], scroll: null },
          alias: { Purchase: 'CompletePayment' },
          unmapped: 'drop',
          value: 'profit',
          costs,
          contentId: 'shopify_US_{product}_{variant}',
          limitedDataUse: true,
          pageParameters: ['utm_source', 'size'],
        },
      }),
    ]);
  });

  it("is overridden key by key, and row by row, in the pixel's entry", () => {
    const everyPixel = {
      events: {
        preset: 'rudder',
        map: { a: 'Lead', b: 'Contact' },
        alias: { Lead: 'SubmitForm' },
        unmapped: 'drop',
      },
      value: 'items',
      content_id: 'sku',
      limited_data_use: true,
      page_parameters: ['size'],
    };
    const own = {
      events: { map: { b: null, c: 'Search' }, alias: { Purchase: 'CompletePayment' }, unmapped: 'reject' },
      value: 'ex_tax',
      limited_data_use: false,
      page_parameters: [],
    };
    const [first, fromEnvironment] = read({ ...everyPixel, pixels: [{ ...shop, ...own }] });
    expect(first?.mapping).toEqual({
      preset: 'rudder',
      map: { a: 'Lead', b: null, c: 'Search' },
      alias: { Lead: 'SubmitForm', Purchase: 'CompletePayment' },
      unmapped: 'reject',
      value: 'ex_tax',
      costs: undefined,
      contentId: 'sku',
      limitedDataUse: false,
      pageParameters: [],
    });
    expect(fromEnvironment?.mapping).toMatchObject({ map: { b: 'Contact' }, value: 'items' });
  });

  it.each(['sku', 'variant', 'product', 'group', '{sku}', 'shop-{group}', '{product}:{variant}'])(
    'takes content_id %s',
    (content_id) => {
      expect(read({ content_id })[0]?.mapping.contentId).toBe(content_id);
    },
  );
});

describe('a fault in a mapping', () => {
  it.each<[object, string, string]>([
    [{ events: { preset: 'segment' } }, 'events.preset', 'no such preset'],
    [{ events: { presets: 'layers' } }, 'events.presets', 'misspelt'],
    [{ events: { map: { a: 1 } } }, 'events.map.a', 'a number'],
    [{ events: { map: { a: '' } } }, 'events.map.a', 'blank: null switches off'],
    [{ events: { map: { a: [] } } }, 'events.map.a', 'no name: null switches off'],
    [{ events: { map: { a: 'x'.repeat(51) } } }, 'events.map.a', '51 characters'],
    [{ events: { alias: { Purchase: null } } }, 'events.alias.Purchase', 'an alias switches nothing off'],
    [{ events: { unmapped: 'ignore' } }, 'events.unmapped', 'another word'],
    [{ value: 'net' }, 'value', 'another word'],
    [{ value: 'profit' }, 'value', 'without costs'],
    [{ costs: 'missing.csv' }, 'costs', 'no such file'],
    [{ content_id: 'id' }, 'content_id', 'another word'],
    [{ content_id: '' }, 'content_id', 'blank'],
    [{ content_id: 'shop_{id}' }, 'content_id', 'another place'],
    [{ content_id: '{sku}_{id}' }, 'content_id', 'another place beside a known one'],
    [{ content_id: '{sku' }, 'content_id', 'not closed'],
    [{ limited_data_use: 'yes' }, 'limited_data_use', 'a word'],
    [{ page_parameters: ['a=b'] }, 'page_parameters.0', 'with its value'],
    [{ page_parameters: 'utm_source' }, 'page_parameters', 'no list'],
  ])('%j is named by its path, once: %s (%s)', (settings, path) => {
    const at = (place: string) =>
      expect.stringMatching(new RegExp(`^ct\\.json: ${place.replaceAll('.', '\\.')}: `));
    expect(() => read({ ...settings, pixels: [shop] })).toThrow(faultsOf(at(path)));
    expect(() => read({ pixels: [{ ...shop, ...settings }] })).toThrow(faultsOf(at(`pixels.0.${path}`)));
  });

  it('may be that no pixel has a code and a token', () => {
    const file = () => JSON.stringify({ value: 'items' });
    expect(() => readConfig({ CLICKTHREAD_CONFIG: 'ct.json' }, file)).toThrow(
      faultsOf(
        expect.stringMatching(/^TIKTOK_PIXEL_CODE: not set/),
        expect.stringMatching(/^TIKTOK_ACCESS_TOKEN: not set/),
      ),
    );
  });
});

describe('the names in a mapping', () => {
  const nameFault: NameFault = (name, source) =>
    name === 'Bad' || (name === 'Custom' && source === 'offline') ? 'not taken' : undefined;

  it.each<[object, readonly string[], string]>([
    [
      { events: { map: { a: 'Bad' } }, pixels: [shop] },
      ['events.map.a: for web events'],
      'once for all pixels',
    ],
    [
      { pixels: [{ ...shop, events: { map: { a: ['Lead', 'Bad'] } } }] },
      ['pixels.0.events.map.a: for web events'],
      'one of two',
    ],
    [{ events: { alias: { Purchase: 'Bad' } } }, ['events.alias.Purchase: for web events'], 'an alias'],
    [
      { events: { alias: { Bad: 'Purchase' } } },
      ['events.alias.Bad: for web events'],
      'what an alias is for',
    ],
    [
      { events: { map: { a: 'Custom' } }, pixels: [till] },
      ['events.map.a: for offline events'],
      'only of one source',
    ],
    [
      { events: { map: { a: 'Bad' } }, pixels: [{ ...shop, events: { map: { a: 'Bad' } } }] },
      ['pixels.0.events.map.a: for web events', 'events.map.a: for web events'],
      'each where it stands',
    ],
  ])('%j: %j (%s)', (content, places) => {
    expect(() => read(content, { nameFault })).toThrow(
      faultsOf(...places.map((place) => `ct.json: ${place}, not taken`)),
    );
  });

  it('are not asked for where a pixel overrides them', () => {
    const pixels = read(
      { events: { map: { a: 'Custom' } }, pixels: [{ ...till, events: { map: { a: null } } }] },
      { nameFault },
    );
    expect(pixels[0]?.mapping.map).toEqual({ a: null });
  });

  it('are named together with every other fault', () => {
    const content = { events: { map: { a: 'Bad' } }, pixels: [{ ...shop, token: 'env:NOWHERE' }] };
    expect(() => read(content, { nameFault })).toThrow(
      faultsOf(
        'ct.json: events.map.a: for web events, not taken',
        'ct.json: pixels.0.token: env:NOWHERE is empty or missing',
      ),
    );
  });
});
