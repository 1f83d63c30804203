/** One attempt that did not end well. */
export interface Attempt {
  /** ms */
  readonly at: number;
  readonly reason: string;
}

/** What the relay notes on an event between attempts; the store keeps it as text. */
export interface History {
  /** Attempts whose end is noted here; the store counts more where a relay died before it could note one. */
  readonly noted: number;
  /** Attempts that were nobody's failure: throttled, refused for the token, or for another event. The schedule skips them. */
  readonly spared: number;
  /** ms of the first attempt after which TikTok may have had the event without saying so. */
  readonly unsureAt?: number | undefined;
  /**
   * The part of a request that the event was in, by its first event's id: a bad event was in the request, which was
   * refused or failed again and again, and may be in the part. What was found out so far is not lost where the answer to a part is.
   */
  readonly part?: number | undefined;
  /** ms of the last replay, where there was one. */
  readonly replayedAt?: number | undefined;
  /** Somebody has said that no pixel sent a copy of its own. */
  readonly noPixelCopy?: true | undefined;
  /** The first attempt and the last ones. */
  readonly attempts: readonly Attempt[];
}

const NOTHING: History = { noted: 0, spared: 0, attempts: [] };

/** So many attempts are kept with their reasons; the schedule has thirteen. */
const MOST_ATTEMPTS = 20;
const MOST_REASON_LENGTH = 200;

/** Reads what `writeHistory` wrote; nothing where nothing was noted yet. */
export function readHistory(text: string | null): History {
  return text === null ? NOTHING : (JSON.parse(text) as History);
}

export function writeHistory(history: History): string {
  return JSON.stringify(history);
}

/** Adds an attempt; of many, the first and the last ones stay. */
export function withAttempt(attempts: readonly Attempt[], { at, reason }: Attempt): readonly Attempt[] {
  const all = [...attempts, { at, reason: reason.slice(0, MOST_REASON_LENGTH) }];
  return all.length > MOST_ATTEMPTS ? [...all.slice(0, 1), ...all.slice(2)] : all;
}
