/** Slower than this no answer of TikTok's makes a pixel: one request in ten seconds, which may carry a thousand events. */
const SLOWEST_PER_SECOND = 0.1;

/** Answers to requests that were under way together say one thing, not several. */
const ONE_BURST_MS = 1000;

/** After being slowed down, a rate doubles in this time. */
const DOUBLES_IN_MS = 30_000;

/** A token that was gathered in small pieces is whole, too. */
const WHOLE = 1 - 1e-9;

/**
 * How fast requests may follow each other: a token bucket whose rate TikTok's answers halve, and time restores. Its times
 * are those of a clock that never goes back.
 */
export interface RequestRate {
  /** ms until a request may start; 0 where it may now. */
  waitMs(now: number): number;
  /** Counts a request; returns how many ms to wait before it is sent. */
  take(now: number): number;
  /** TikTok said that it was too much. */
  slowDown(now: number): void;
  perSecond(now: number): number;
}

/**
 * @param most requests a second; a tenth of it may start at one moment
 */
export function createRequestRate(most: number): RequestRate {
  let tokens = capacity(most);
  let filledAt = Number.NEGATIVE_INFINITY;
  let slowest: { readonly rate: number; readonly at: number } | undefined;
  /** Starts of the last second. */
  let started: number[] = [];

  function perSecond(now: number): number {
    if (!slowest) return most;
    const rate = slowest.rate * 2 ** ((now - slowest.at) / DOUBLES_IN_MS);
    return Math.min(rate, most);
  }

  function fill(now: number): void {
    const rate = perSecond(now);
    const gained = filledAt === Number.NEGATIVE_INFINITY ? 0 : ((now - filledAt) / 1000) * rate;
    tokens = Math.min(tokens + Math.max(gained, 0), capacity(rate));
    filledAt = now;
  }

  function waitMs(now: number): number {
    fill(now);
    return tokens >= WHOLE ? 0 : Math.ceil(((1 - tokens) / perSecond(now)) * 1000);
  }

  return {
    waitMs,
    perSecond,
    take(now) {
      const wait = waitMs(now);
      // Into debt: who comes next waits behind this one.
      tokens -= 1;
      started = [...started.filter((at) => now - at < 1000), now];
      return wait;
    },
    slowDown(now) {
      if (slowest && now - slowest.at < ONE_BURST_MS) return;
      // Half of what was really sent: half of a limit that is far away would change nothing.
      const sent = Math.max(1, started.filter((at) => now - at < 1000).length);
      const rate = Math.max(Math.min(perSecond(now), sent) / 2, SLOWEST_PER_SECOND);
      slowest = { rate, at: now };
      tokens = Math.min(tokens, 0);
      filledAt = now;
    },
  };
}

function capacity(perSecond: number): number {
  return Math.max(1, perSecond / 10);
}
