import { attempt } from './attempt.ts';

/** As they were when the tag came: a page may put something else in their place. */
export const { parse, stringify } = JSON;

/**
 * A value as it is now, since pages use their objects again; undefined where it cannot be written down. Most events
 * have none: to find that out by an exception would cost several milliseconds of a phone.
 */
export function snapshot<Value>(value: Value): Value | undefined {
  return attempt(() => value && parse(stringify(value)));
}
