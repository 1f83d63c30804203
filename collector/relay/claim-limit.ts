/** A limit grows by this part of it: doubled, every other claim over a slow network would fail again. */
const GROWTH = 0.25;

/**
 * How many events to claim at once. A claim is bounded by events and not by bytes, so large ones may not pass a slow
 * network in the time that the store has to answer, and the same claim would be asked for again for ever.
 */
export interface ClaimLimit {
  readonly events: () => number;
  /** A claim brought so many. One that was not full says nothing of a larger one. */
  brought(events: number): void;
  failed(): void;
}

/** @param most events, at first and in good times */
export function createClaimLimit(most: number): ClaimLimit {
  let limit = most;
  return {
    events: () => limit,
    brought(events) {
      if (events >= limit) limit = Math.min(Math.ceil(limit * (1 + GROWTH)), most);
    },
    failed() {
      limit = Math.max(1, Math.floor(limit / 2));
    },
  };
}
