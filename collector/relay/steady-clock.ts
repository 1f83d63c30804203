/**
 * Reads a clock as one that never goes back: where it was set back, time goes on from what it said last. Else all that
 * was to happen "in two seconds" would happen in an hour and two seconds.
 *
 * @returns turns ms since the epoch into ms that only grow
 */
export function createSteadyClock(): (now: number) => number {
  let last = Number.NEGATIVE_INFINITY;
  let setBackMs = 0;
  return (now) => {
    if (now < last) setBackMs += last - now;
    last = now;
    return now + setBackMs;
  };
}
