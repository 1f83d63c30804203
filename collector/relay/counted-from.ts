import { type History, readHistory } from './history.ts';

/** What decides whether a copy could be counted a second time. */
interface Sendable {
  readonly eventSource: string;
  readonly receivedAt: number;
  /** How often it was claimed before. */
  readonly attempts: number;
  readonly history: string | null;
}

/**
 * Since when TikTok may have counted a copy of an event, so that one that comes 48 h later counts twice: the page's
 * pixel sends web events itself when they happen, and an attempt of ours may have arrived though no answer came back.
 * https://ads.tiktok.com/help/article/event-deduplication
 *
 * @returns ms since the epoch; undefined where TikTok cannot have any
 */
export function countedFrom(event: Sendable): number | undefined {
  const history = readHistory(event.history);
  if (event.eventSource === 'web' && !history.noPixelCopy) return event.receivedAt;
  return unsureFrom(event, history);
}

/** Since when TikTok may have got a copy from us without our knowing. */
export function unsureFrom(
  { attempts, receivedAt }: Pick<Sendable, 'attempts' | 'receivedAt'>,
  { noted, unsureAt, replayedAt, attempts: known }: History,
): number | undefined {
  if (unsureAt !== undefined) return unsureAt;
  if (attempts <= noted) return undefined;
  // A relay that died on the way noted nothing. It may have sent the event at any time after all that is noted.
  return Math.max(receivedAt, replayedAt ?? 0, known.at(-1)?.at ?? 0);
}
