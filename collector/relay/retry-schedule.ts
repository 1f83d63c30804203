const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * After this time from receipt no copy is sent any more: TikTok counts an event again when a copy comes 48 hours
 * after the first, so a late retry would count twice. https://ads.tiktok.com/help/article/event-deduplication
 */
export const GIVE_UP_MS = 40 * HOUR;

/** The last attempt falls due so long before the end: its claim and its turn may be late, and then it is not sent. */
const BEFORE_THE_END_MS = 15 * MINUTE;

/** A last attempt sooner than this after the one before it would tell nothing new. */
const LEAST_LAST_WAIT_MS = 30 * MINUTE;

/**
 * Waits between attempts, in ms: from seconds to half a day, 31.7 hours in all; the last one repeats. Where one would
 * end too late, the last attempt is made just before the end instead.
 */
export const RETRY_WAITS_MS: readonly number[] = [
  2 * SECOND,
  10 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  8 * HOUR,
  10 * HOUR,
];

/** Each wait is drawn from 80 to 120 % of its row, so that many events do not come back at one moment. */
const JITTER = 0.2;

/**
 * When to send an event again.
 *
 * @param event how often it was sent before the failure at hand, and when it was received (ms)
 * @param now ms
 * @param random a number from 0 up to 1
 * @returns ms since the epoch, or undefined where it is time to give up
 */
export function nextAttemptAt(
  event: { readonly attempts: number; readonly receivedAt: number },
  now: number,
  random: number,
): number | undefined {
  const wait = RETRY_WAITS_MS[Math.min(event.attempts, RETRY_WAITS_MS.length - 1)] as number;
  const dueAt = now + Math.round(wait * (1 - JITTER + 2 * JITTER * random));
  const end = event.receivedAt + GIVE_UP_MS;
  if (dueAt <= end) return dueAt;
  const lastAt = end - BEFORE_THE_END_MS;
  return lastAt - now >= LEAST_LAST_WAIT_MS ? lastAt : undefined;
}
