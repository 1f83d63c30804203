import type { IncomingEvent } from '../contract/event.ts';
import { type Fault, isFault } from '../contract/fault.ts';
import type { Columns, Target } from './event-columns.ts';
import { readEvent } from './read-event.ts';

/** What every row has that does not say otherwise itself. */
export interface RowDefaults {
  readonly event?: string | undefined;
  readonly source?: IncomingEvent['event_source'];
  readonly pixel?: string | undefined;
  /** Of the order, ISO 3166-1 alpha-2: for phone numbers without a country code. */
  readonly country?: string | undefined;
  readonly testEventCode?: string | undefined;
}

export interface RowReader {
  /** One row: the values by the names of their columns. The path of a fault is the column that it came from. */
  read(record: Readonly<Record<string, unknown>>): IncomingEvent | Fault;
  /** The column that a path of the contract came from, or the path itself where none did. */
  columnOf(path: string): string;
}

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

/**
 * What TikTok can find a person by. A row with none of these would be counted for nobody.
 * A browser's click id and cookie count on the web; a visitor id brings them in.
 * https://docs.amperity.com/operator/events_tiktok_ads.html
 */
const KEYS_OF_PEOPLE = ['email', 'phone', 'external_id'] as const;
const KEYS_OF_BROWSERS = ['ttclid', 'ttp', 'visitor_id'] as const;

/** Makes the reading of rows of a file, CSV or NDJSON, as events of the contract. Pure. */
export function createRowReader(columns: Columns, ignoresUnknown: boolean, defaults: RowDefaults): RowReader {
  const known = new Map<string, Target | 'ignored' | undefined>();

  function targetOf(column: string): Target | 'ignored' | undefined {
    if (!known.has(column)) known.set(column, columns(column));
    return known.get(column);
  }

  function columnOf(path: string): string {
    for (const [column, target] of known) {
      if (typeof target === 'object' && (target.path === path || path.startsWith(`${target.path}.`))) {
        return target.kind === 'object' ? path : column;
      }
    }
    return path;
  }

  function read(record: Readonly<Record<string, unknown>>): IncomingEvent | Fault {
    const raw: Record<string, unknown> = {};
    for (const column of Object.keys(record)) {
      const value = trimmed(record[column]);
      if (value === undefined) continue;
      const target = targetOf(column);
      if (target === 'ignored' || (target === undefined && ignoresUnknown)) continue;
      if (target === undefined) {
        return { path: column, message: 'unknown field: say what it is by --map, or use --ignore-unknown' };
      }
      if (typeof value === 'string' && value.includes('\uFFFD')) {
        return { path: column, message: 'is not UTF-8: save the file as "CSV UTF-8"' };
      }
      put(raw, target.path, cellValue(value, target.kind));
    }
    const event = readEvent(withDefaults(raw, defaults));
    const fault = isFault(event) ? event : keyFault(event);
    return fault ? { path: columnOf(fault.path), message: fault.message } : event;
  }

  return { read, columnOf };
}

/** Nothing where a cell is blank, or holds the null that databases write. */
function trimmed(value: unknown): unknown {
  if (value === null) return undefined;
  return typeof value === 'string' ? value.trim() || undefined : value;
}

function cellValue(value: unknown, kind: Target['kind']): unknown {
  if (typeof value !== 'string') return value;
  if (kind === 'boolean') return BOOLEANS[value.toLowerCase()] ?? value;
  if (kind === 'list') return value.startsWith('[') ? parsed(value) : value.split('|');
  return value;
}

/** A cell that is no JSON stays the text that it is, which the contract then refuses. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function put(raw: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let place = raw;
  keys.forEach((key, index) => {
    place[key] ??= (keys[index + 1] ?? last) === '0' ? [] : {};
    place = place[key] as Record<string, unknown>;
  });
  const there = place[last];
  place[last] = isObject(there) && isObject(value) ? { ...there, ...value } : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withDefaults(raw: Record<string, unknown>, defaults: RowDefaults): Record<string, unknown> {
  const { event, source, pixel, country, testEventCode } = defaults;
  raw.event ??= event;
  raw.event_source ??= source;
  raw.pixel ??= pixel;
  raw.test_event_code = testEventCode ?? raw.test_event_code;
  if (country !== undefined) raw.properties = { country, ...(raw.properties as object | undefined) };
  return raw;
}

function keyFault({ event_source, user, lead }: IncomingEvent): Fault | undefined {
  const browser = event_source === undefined || event_source === 'web' ? KEYS_OF_BROWSERS : [];
  const keys = [...KEYS_OF_PEOPLE, ...browser];
  // An app knows the buyer by ids of the device, and a lead by its own.
  if (event_source === 'app' || lead || keys.some((key) => user?.[key] !== undefined)) return undefined;
  return { path: 'user', message: `nobody could be found by it: one of ${keys.join(', ')} is needed` };
}
