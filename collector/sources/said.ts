/** A value and the place, in dotted words, where its sender said it. */
export interface Said {
  readonly value: unknown;
  readonly place: string;
}

/** What the first of these places says that says anything; blank text says nothing. */
export function firstSaid(whole: unknown, places: readonly string[]): Said | undefined {
  for (const place of places) {
    const value = valueAt(whole, place);
    if (value !== undefined && value !== '') return { value, place };
  }
  return undefined;
}

function valueAt(whole: unknown, place: string): unknown {
  let value = whole;
  for (const key of keysOf(place)) {
    // An own key only: "constructor" is nobody's property.
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Places are a few dozen words of our own, read for each event: they are taken apart once. */
const known = new Map<string, readonly string[]>();

function keysOf(place: string): readonly string[] {
  let keys = known.get(place);
  if (!keys) {
    keys = place.split('.');
    known.set(place, keys);
  }
  return keys;
}

/** Whether it is an object with keys, and no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
