import type { Fault } from '../contract/fault.ts';

/** Unix seconds stay below this until the year 5138; milliseconds passed it in 1973. */
const MILLISECONDS_FROM = 1e11;

/** ISO 8601 with a time and a zone, or a date alone (UTC); a time without a zone would be a guess. */
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/i;

const NUMBER = /^\d{9,13}(\.\d+)?$/;

/**
 * Reads the time of an event.
 *
 * @param raw ISO 8601, Unix seconds or Unix milliseconds; undefined means the time of receipt
 * @param receivedAt ms
 * @param maxAgeMs older events are refused
 * @returns Unix seconds, floored, or the fault
 */
export function normaliseEventTime(
  raw: string | number | undefined,
  receivedAt: number,
  maxAgeMs: number,
): number | Fault {
  const ms = raw === undefined ? receivedAt : toMs(raw);
  if (ms === undefined) {
    return {
      path: 'event_time',
      message: 'expected ISO 8601 with a zone ("2026-11-18T11:29:31Z"), Unix seconds or Unix milliseconds',
    };
  }
  if (receivedAt - ms > maxAgeMs) {
    const days = Math.floor(maxAgeMs / 86_400_000);
    return { path: 'event_time', message: `older than ${days} days: TikTok could not match it to a click` };
  }
  return Math.floor(ms / 1000);
}

function toMs(raw: string | number): number | undefined {
  if (typeof raw === 'string' && !NUMBER.test(raw)) {
    const text = ISO.test(raw.trim()) ? Date.parse(raw.trim().replace(' ', 'T')) : Number.NaN;
    return Number.isNaN(text) ? undefined : text;
  }
  const number = Number(raw);
  // Far outside any clock: a mistake of unit, not a time.
  if (!(number >= 1e8 && number < 1e14)) return undefined;
  return number < MILLISECONDS_FROM ? number * 1000 : number;
}
