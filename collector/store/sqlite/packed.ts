import type { Append, NewEvent } from '../store.ts';

/**
 * A list of like objects as it travels between two threads: their names once, and then only values. A copy of every
 * name of every object, which is what `postMessage` makes of the list itself, takes twice the time.
 */
export interface Packed<Item> {
  readonly names: readonly (keyof Item)[];
  readonly rows: readonly (readonly unknown[])[];
}

/** @param items all of them with the fields of the first */
export function pack<Item extends object>(items: readonly Item[]): Packed<Item> {
  const names = Object.keys(items[0] ?? {}) as (keyof Item)[];
  return { names, rows: items.map((item) => names.map((name) => item[name])) };
}

export function unpack<Item>({ names, rows }: Packed<Item>): Item[] {
  return rows.map((row) => {
    const item: Partial<Record<keyof Item, unknown>> = {};
    for (const [at, name] of names.entries()) item[name] = row[at];
    return item as Item;
  });
}

/** The events of all appends in one list, and how many are each one's. */
export interface PackedAppends {
  readonly events: Packed<NewEvent>;
  readonly counts: readonly number[];
  readonly sightings: readonly Append['sightings'][];
}

export function packAppends(appends: readonly Append[]): PackedAppends {
  return {
    events: pack(appends.flatMap(({ events }) => events)),
    counts: appends.map(({ events }) => events.length),
    sightings: appends.map(({ sightings }) => sightings),
  };
}

export function unpackAppends({ events, counts, sightings }: PackedAppends): Append[] {
  const all = unpack(events);
  let from = 0;
  return counts.map((count, index) => {
    const own = all.slice(from, from + count);
    from += count;
    return { events: own, sightings: sightings[index] ?? [] };
  });
}
