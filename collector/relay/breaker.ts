/** So many requests in a row without an answer of TikTok's, and the endpoint counts as dead. */
const FAILURES_TO_OPEN = 5;

const FIRST_PROBE_MS = 1000;
const LAST_PROBE_MS = 60_000;

/** Each wait is drawn from 80 to 120 %, so that many pixels do not ask at one moment. */
const JITTER = 0.2;

/** Spares an endpoint that does not answer: one request at growing intervals, until one is answered. */
export interface Breaker {
  /** When the next request may go, in ms of a clock that never goes back; 0 where any may. */
  opensAt(): number;
  /** Whether the last request was not answered, so that one at a time is enough. */
  isDoubtful(): boolean;
  answered(): void;
  failed(now: number, random: number): void;
}

export function createBreaker(): Breaker {
  let failures = 0;
  let probeAt = 0;
  return {
    opensAt: () => probeAt,
    isDoubtful: () => failures > 0,
    answered() {
      failures = 0;
      probeAt = 0;
    },
    failed(now, random) {
      failures++;
      if (failures < FAILURES_TO_OPEN) return;
      const wait = Math.min(FIRST_PROBE_MS * 2 ** (failures - FAILURES_TO_OPEN), LAST_PROBE_MS);
      probeAt = now + Math.round(wait * (1 - JITTER + 2 * JITTER * random));
    },
  };
}
