import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from './config/config.ts';
import { serverEventSchema } from './contract/event.ts';
import { isFault } from './contract/fault.ts';
import { createPrepare, withId } from './prepare.ts';
import { prepareRulesOf } from './rules.ts';
import { readEvent } from './sources/read-event.ts';

const NOW = Date.UTC(2026, 10, 18, 11, 29, 31);

interface Field {
  readonly field: string;
  readonly sources: readonly string[];
  readonly tiktok: readonly string[];
}

const namesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
const text = readFileSync(new URL('FIELDS.md', import.meta.url), 'utf8');
const table: Field[] = text
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, first]) => first?.startsWith('`'))
  .map(([, field = '', sources = '', tiktok = '']) => ({
    field: namesIn(field)[0] as string,
    sources: sources.split(' '),
    tiktok: namesIn(tiktok),
  }));

/** Every field of a schema, by its dotted path; items of a list by the list's name. */
function* fieldsOf(schema: z.ZodType, path: string): Generator<string> {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  if (inner instanceof z.ZodArray && inner.element instanceof z.ZodObject) {
    yield* fieldsOf(inner.element, path);
  } else if (inner instanceof z.ZodObject) {
    for (const [name, field] of Object.entries(inner.shape)) {
      yield* fieldsOf(field as z.ZodType, path === '' ? name : `${path}.${name}`);
    }
  } else {
    yield path;
  }
}

/** A good value of each field that not just any text would do for. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  event: 'Contact',
  event_time: '2026-11-17T00:00:00Z',
  'user.email': 'jane@example.com',
  'user.phone': '+12133734253',
  'user.ip': '8.8.8.8',
  'user.locale': 'en-US',
  'user.idfa': '6D92078A-8246-4BA4-AE5B-76104861E7DC',
  'user.gaid': '6d92078a-8246-4ba4-ae5b-76104861e7dc',
  'user.att_status': 'DENIED',
  'properties.currency': 'USD',
  'properties.content_type': 'product_group',
  'properties.content_ids': ['sku-9'],
  'properties.delivery_category': 'curbside',
  'page.url': 'https://shop.example/other',
  'page.referrer': 'https://shop.example/before',
  'app.app_id': '7',
  'ad.is_retargeting': true,
  'ad.attributed': true,
  limited_data_use: true,
  test_event_code: 'TEST12345',
  consent: 'granted',
};
const NUMBERS = /\.(value|total|tax|shipping|num_items|predicted_ltv|price|line_price|quantity)$/;
const sampleOf = (field: string) => SAMPLES[field] ?? (NUMBERS.test(field) ? 3 : 'sample');

const PLACES = [
  { code: 'C4TEST00000000000000', source: 'web' },
  { code: '7300000000000000001', source: 'offline' },
  { code: '7300000000000000002', source: 'crm' },
  { code: '835599320', source: 'app' },
] as const;
const config = readConfig({ CLICKTHREAD_CONFIG: 'config.json', TOKEN: 'token-of-the-test' }, () =>
  JSON.stringify({ pixels: PLACES.map((place) => ({ ...place, token: 'env:TOKEN' })) }),
);
const prepare = createPrepare(prepareRulesOf(config));

/** As little as each source takes. */
const BASES: Readonly<Record<string, object>> = {
  web: { user: { user_agent: 'Mozilla/5.0' }, page: { url: 'https://shop.example/' } },
  app: { user: { user_agent: 'Mozilla/5.0' }, app: { app_id: '1' } },
  offline: { user: { email: 'other@example.com', phone: '+442079460958' } },
  crm: { user: { email: 'other@example.com' }, lead: { lead_id: '1' } },
};

type Json = Readonly<Record<string, unknown>>;

function withField(event: Json, path: string, value: unknown): Json {
  const [name = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...event, [name]: value };
  if (name === 'contents') return { ...event, contents: [withField({}, rest.join('.'), value)] };
  return { ...event, [name]: withField((event[name] ?? {}) as Json, rest.join('.'), value) };
}

/** Every text, number and flag of the item that TikTok gets, by its path. */
function* leavesOf(value: unknown, path = ''): Generator<readonly [string, unknown]> {
  if (Array.isArray(value) && typeof value[0] === 'object') yield* leavesOf(value[0], path);
  else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [name, each] of Object.entries(value)) yield* leavesOf(each, path ? `${path}.${name}` : name);
  } else yield [path, JSON.stringify(value)];
}

function itemOf(event: Json): Map<string, unknown> {
  const read = readEvent({ event: 'ViewContent', event_id: 'e-1', event_time: NOW, ...event });
  if (isFault(read)) throw new Error(`${read.path}: ${read.message}`);
  const result = prepare(withId(read), NOW);
  if (!('rows' in result)) throw new Error(JSON.stringify(result));
  return new Map(leavesOf(JSON.parse(result.rows[0]?.body ?? '')));
}

it('has every field of the contract once, and no other', () => {
  expect(table.map(({ field }) => field).toSorted()).toEqual([...fieldsOf(serverEventSchema, '')].toSorted());
});

describe('each field arrives where the table says, and nowhere else', () => {
  const cases = table
    .filter(({ field }) => field !== 'event_source' && field !== 'pixel')
    .flatMap(({ field, sources, tiktok }) =>
      Object.keys(BASES).map((source) => ({
        field,
        source,
        tiktok: sources.includes(source) ? tiktok : [],
      })),
    );
  it.each(cases)('$field of $source: $tiktok', ({ field, source, tiktok }) => {
    // Objects of other sources too, so that their fields may stand in them.
    const others = { lead: { lead_id: '1' }, app: { app_id: '1' } };
    const base = { ...others, ...BASES[source], event_source: source };
    const without = itemOf(base);
    const having = itemOf(withField(base, field, sampleOf(field)));
    const changed = [...having].filter(([path, value]) => without.get(path) !== value).map(([path]) => path);
    expect(changed.toSorted()).toEqual([...tiktok].toSorted());
  });
});
