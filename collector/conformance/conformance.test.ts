import { describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { isDropped } from '../contract/dropped.ts';
import { isFault } from '../contract/fault.ts';
import { createPrepare, type Preparation, type Prepare, withId } from '../prepare.ts';
import { eventNameFault, prepareRulesOf } from '../rules.ts';
import { createRowReader } from '../sources/csv-row.ts';
import { createColumns } from '../sources/event-columns.ts';
import { readServerRequest } from '../sources/server-request.ts';
import { CONTENTS } from './contents.ts';
import { EMAIL } from './email.ts';
import { FILE_ROWS } from './file-rows.ts';
import { NAMES } from './names.ts';
import { OTHER_KEYS } from './other-keys.ts';
import { PHONE } from './phone.ts';
import { PRESETS } from './preset-names.ts';
import { PRIVACY } from './privacy.ts';
import { BASE_INPUT, BASE_ITEM, RECEIVED_AT, type Row } from './row.ts';
import { SOURCES } from './sources.ts';
import { TIME_AND_ID } from './time-and-id.ts';
import { VALUES } from './values.ts';

const TABLE = { EMAIL, PHONE, OTHER_KEYS, VALUES, CONTENTS, TIME_AND_ID, NAMES, PRESETS, SOURCES, PRIVACY };

const PIXELS = [
  { code: 'C4TEST00000000000000', source: 'web' },
  { code: '7300000000000000001', source: 'offline' },
  { code: '7300000000000000002', source: 'crm' },
  { code: '835599320', source: 'app' },
].map((pixel) => ({ ...pixel, token: 'env:TOKEN' }));

/** The way from a checked event to rows of the outbox, with the site's own mapping of its pixel. */
function prepareWith(mapping: NonNullable<Row['mapping']>): Prepare {
  const costs = 'costs' in mapping ? { costs: 'costs.csv' } : {};
  // The site's own names are for its pixel: other sources know other names.
  const [web, ...others] = PIXELS;
  const file = { pixels: [{ ...web, ...mapping, ...costs }, ...others] };
  const config = readConfig(
    { CLICKTHREAD_CONFIG: 'config.json', TOKEN: 'token-of-the-test', DEFAULT_COUNTRY: 'US' },
    (path) => (path === 'costs.csv' ? String(mapping.costs) : JSON.stringify(file)),
    eventNameFault,
  );
  return createPrepare(prepareRulesOf(config));
}

/** What becomes of a row's event, all the way from the text of a request. */
function prepared({ input, mapping = {} }: Row): Preparation {
  const [read] = readServerRequest(JSON.stringify({ events: [{ ...BASE_INPUT, ...input }] })).events;
  if (!read) throw new Error('one event was sent');
  return isFault(read) ? read : prepareWith(mapping)(withId(read), RECEIVED_AT);
}

describe.each(Object.entries(TABLE))('%s', (_name, rows) => {
  it.each(rows.map((row) => [`${row.rule}: ${row.reason}`, row] as const))('%s', (_title, row) => {
    const result = prepared(row);
    if (row.refused !== undefined) {
      expect(result).toMatchObject({ path: row.refused });
    } else if (row.dropped) {
      expect(result).toEqual({ dropped: row.dropped, event: row.input.event });
    } else if (isFault(result) || isDropped(result)) {
      expect.unreachable(JSON.stringify(result));
    } else {
      const items = result.rows.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
      if (row.names) expect(items.map(({ event }) => event)).toEqual(row.names);
      // As JSON has it: what is undefined is not there.
      else expect(items).toStrictEqual([JSON.parse(JSON.stringify({ ...BASE_ITEM, ...row.item }))]);
      const told = result.findings.map(({ rule, path }) => `${rule} ${path}`);
      expect(told).toEqual(expect.arrayContaining([...(row.findings ?? [])]));
    }
  });
});

describe('FILE_ROWS', () => {
  it.each(FILE_ROWS.map((row) => [`${row.rule}: ${row.reason}`, row] as const))('%s', (_title, row) => {
    const columns = createColumns({});
    if (typeof columns !== 'function') throw new Error(columns.join());
    const reader = createRowReader(columns, false, { event: 'Purchase', source: row.source });
    const read = reader.read(row.cells);
    const result = isFault(read) ? read : prepareWith({})(withId(read), RECEIVED_AT);
    if (row.refused !== undefined) {
      expect(isFault(result) && reader.columnOf(result.path)).toBe(row.refused);
    } else if (isFault(result) || isDropped(result)) {
      expect.unreachable(JSON.stringify(result));
    } else {
      const item = JSON.parse(result.rows[0]?.body ?? '') as Record<string, unknown>;
      for (const [field, value] of Object.entries(row.item ?? {})) expect(item[field]).toStrictEqual(value);
    }
  });
});

it('has at least 150 rows, and a link in each', () => {
  const rows = [...Object.values(TABLE).flat(), ...FILE_ROWS];
  expect(rows.length).toBeGreaterThanOrEqual(150);
  expect(rows.filter(({ link }) => !URL.canParse(link))).toEqual([]);
});
