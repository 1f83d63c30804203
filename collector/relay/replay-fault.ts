import type { Replay, StoredEvent } from '../store/store.ts';
import { MAX_EVENT_AGE_MS } from '../tiktok/limits.ts';
import { unsureFrom } from './counted-from.ts';
import { type History, readHistory, writeHistory } from './history.ts';
import { GIVE_UP_MS } from './retry-schedule.ts';

const NOT_DEAD: Readonly<Record<Exclude<StoredEvent['state'], 'dead'>, string>> = {
  accepted: 'was delivered: another copy could be counted twice',
  due: 'waits to be sent already',
  collected: 'is collected only, and never sent',
};

/**
 * Why an event may not be replayed; undefined where it may. A dead event was refused, not counted, so it may be sent
 * as long as TikTok takes its age, unless another copy may have been counted: TikTok tells them apart for 48 h only.
 * https://ads.tiktok.com/help/article/event-deduplication
 *
 * @param withoutPixel whether somebody has said that no pixel sent copies of its own
 */
export function replayFault(event: StoredEvent, now: number, withoutPixel: boolean): string | undefined {
  if (event.state !== 'dead') return NOT_DEAD[event.state];
  const history = readHistory(event.history);
  const unsureAt = unsureFrom(event, history);
  if (unsureAt !== undefined && now - unsureAt > GIVE_UP_MS) {
    return `an attempt at ${timeOf(unsureAt)} got no answer, and TikTok may have counted it: after 40 hours another copy could be counted twice`;
  }
  if (isOld(event, now)) return 'the event is older than 28 days: TikTok counts it for no click any more';
  const isLate = event.eventSource === 'web' && now - event.receivedAt > GIVE_UP_MS;
  if (isLate && !withoutPixel && !history.noPixelCopy) {
    return "was received more than 40 hours ago: if the page's pixel sent a copy, this one would be counted twice; say --without-pixel (without_pixel) where it did not";
  }
  return undefined;
}

/** The event with its history, as it goes back to the outbox: its attempts begin anew. */
export function replayOf(event: StoredEvent, now: number, withoutPixel: boolean): Replay {
  const before = readHistory(event.history);
  const history: History = {
    noted: 0,
    spared: 0,
    unsureAt: unsureFrom(event, before),
    replayedAt: now,
    noPixelCopy: withoutPixel ? true : before.noPixelCopy,
    attempts: before.attempts,
  };
  return { id: event.id, history: writeHistory(history) };
}

function isOld({ body }: StoredEvent, now: number): boolean {
  const { event_time: seconds } = JSON.parse(body) as { readonly event_time?: number };
  return seconds !== undefined && now - seconds * 1000 > MAX_EVENT_AGE_MS;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
