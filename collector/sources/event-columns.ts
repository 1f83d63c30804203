import { z } from 'zod';
import { serverEventSchema } from '../contract/event.ts';

/** A place in an event that a column may fill. */
export interface Target {
  /** As the contract's faults name it: `user.email`, `properties.contents.0.price`. */
  readonly path: string;
  readonly kind: 'text' | 'boolean' | 'list' | 'object';
}

/** Amperity's names, for files that were made for it. https://docs.amperity.com/operator/events_tiktok_ads.html */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  event_name: 'event',
  timestamp: 'event_time',
  agent: 'user.user_agent',
  cookie_id: 'user.ttp',
  tiktok_click_id: 'user.ttclid',
  page_url: 'page.url',
  referrer_url: 'page.referrer',
};

const TARGETS: ReadonlyMap<string, Target> = new Map(
  targetsOf(serverEventSchema, '').map((target) => [target.path, target]),
);

const NAMES = namesOf(TARGETS);

/** The places of an event, by what the contract itself says, so that a new field of it is a new column. */
function targetsOf(schema: unknown, path: string): Target[] {
  if (schema instanceof z.ZodOptional) return targetsOf(schema.unwrap(), path);
  if (schema instanceof z.ZodObject) {
    const within = Object.entries(schema.shape).flatMap(([key, field]) =>
      targetsOf(field, path === '' ? key : `${path}.${key}`),
    );
    return path === '' ? within : [{ path, kind: 'object' }, ...within];
  }
  if (schema instanceof z.ZodArray) {
    const item = schema.element instanceof z.ZodObject ? targetsOf(schema.element, `${path}.0`) : [];
    return [{ path, kind: 'list' }, ...item];
  }
  return [{ path, kind: schema instanceof z.ZodBoolean ? 'boolean' : 'text' }];
}

/** Each place by its whole path and by its last name alone; the buyer's `country` comes before the order's. */
function namesOf(targets: ReadonlyMap<string, Target>): ReadonlyMap<string, Target> {
  const names = new Map<string, Target>(targets);
  for (const target of targets.values()) {
    const last = target.path.split('.').at(-1) ?? '';
    if (!/^\d+$/.test(last) && !names.has(last)) names.set(last, target);
  }
  for (const [name, path] of Object.entries(OTHER_NAMES)) names.set(name, targets.get(path) as Target);
  return names;
}

/**
 * Finds the place that a name means: a path of the contract, the last name of one, or one of Amperity's names.
 * Capitals do not count, and neither do spaces and "-" where the contract has "_": "Order ID" is `order_id`.
 */
export function findTarget(name: string): Target | undefined {
  return NAMES.get(
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
}

/** Which place a column fills; "ignored" where it fills none on purpose, undefined where nobody knows it. */
export type Columns = (column: string) => Target | 'ignored' | undefined;

/**
 * Makes the reading of a file's columns.
 *
 * @param map the column's own name → a path or name as for `findTarget`; an empty one ignores the column
 * @returns the columns, or sentences on what is wrong with the map
 */
export function createColumns(map: Readonly<Record<string, string>>): Columns | readonly string[] {
  const given = new Map<string, Target | 'ignored'>();
  const faults: string[] = [];
  for (const [column, name] of Object.entries(map)) {
    const target = name.trim() === '' ? 'ignored' : findTarget(name);
    if (target) given.set(column.trim(), target);
    else faults.push(`--map: "${column}" is to be "${name}", which is no field of an event`);
  }
  if (faults.length > 0) return faults;
  return (column) => (column.trim() === '' ? 'ignored' : (given.get(column.trim()) ?? findTarget(column)));
}

/**
 * What is wrong with the header of a file, before its first row is read.
 *
 * @param map as it was given to `createColumns`: a column that it names must be there
 */
export function headerFaults(
  header: readonly string[],
  columns: Columns,
  map: Readonly<Record<string, string>>,
  ignoresUnknown: boolean,
): string[] {
  const faults: string[] = [];
  const unknown = header.filter((column) => columns(column) === undefined);
  if (unknown.length > 0 && !ignoresUnknown) {
    const names = unknown.map((column) => `"${column}"`).join(', ');
    faults.push(
      `unknown column(s): ${names}. Say what they are by --map, or leave them out by --ignore-unknown`,
    );
  }
  for (const column of Object.keys(map)) {
    if (!header.some((each) => each.trim() === column.trim())) {
      faults.push(`--map: the file has no column "${column}"`);
    }
  }
  const filled = new Map<string, string>();
  for (const column of header) {
    const target = columns(column);
    if (target === undefined || target === 'ignored') continue;
    const other = filled.get(target.path);
    if (other !== undefined) {
      faults.push(
        `"${other}" and "${column}" are both ${target.path}. Leave one of them out: --map "${column}="`,
      );
    }
    filled.set(target.path, column);
  }
  const contents = filled.get('properties.contents');
  const item = [...filled].find(([path]) => path.startsWith('properties.contents.'));
  if (contents !== undefined && item) {
    faults.push(`"${contents}" has the items already, so "${item[1]}" cannot be one: leave one of them out`);
  }
  return faults;
}
