import { setTimeout as delay } from 'node:timers/promises';

/** Longer than a lane that was slowed down takes until it is as fast as before. */
const FIRST_STEP_MS = 5 * 60_000;
const LAST_STEP_MS = 60 * 60_000;

interface Event {
  readonly id: number;
  readonly lease: string;
}

/** As much of a store as tells what the relay has in hand. */
interface RelayStore<Claimed extends Event, Claim extends unknown[], Settled extends Event> {
  claim(...args: Claim): Promise<Claimed[]>;
  settle(settlements: readonly Settled[]): Promise<number>;
}

/**
 * A clock that stands still while the relay works, so that neither a slow machine nor a slow answer costs an event any
 * of its forty hours. What the relay has in hand is seen at the store.
 */
export interface SteppedClock {
  /** ms */
  readonly now: () => number;
  /** The store that the relay is to use. */
  watched<Claimed extends Event, Claim extends unknown[], Settled extends Event>(
    store: RelayStore<Claimed, Claim, Settled>,
  ): RelayStore<Claimed, Claim, Settled>;
  /** Resolves when the relay has nothing in hand and has looked for more in vain since the last step. */
  idle(): Promise<void>;
  pass(): void;
}

export function createSteppedClock(startMs: number): SteppedClock {
  let clock = startMs;
  let step = FIRST_STEP_MS;
  let hasLooked = false;
  const inHand = new Set<string>();
  // The same event may be claimed again while the end of its last claim is still being told.
  const keyOf = ({ id, lease }: Event) => `${id} ${lease}`;

  return {
    now: () => clock,
    watched: (store) => ({
      async claim(...args) {
        const at = clock;
        hasLooked = false;
        const claimed = await store.claim(...args);
        for (const event of claimed) inHand.add(keyOf(event));
        if (claimed.length > 0) step = FIRST_STEP_MS;
        hasLooked = claimed.length === 0 && at === clock;
        return claimed;
      },
      async settle(settlements) {
        const settled = await store.settle(settlements);
        for (const event of settlements) inHand.delete(keyOf(event));
        return settled;
      },
    }),
    async idle() {
      while (inHand.size > 0 || !hasLooked) await delay(2);
    },
    pass() {
      clock += step;
      step = Math.min(step * 2, LAST_STEP_MS);
      hasLooked = false;
    },
  };
}
