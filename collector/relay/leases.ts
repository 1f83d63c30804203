import type { ClaimedEvent, ClaimFilter, EventStore } from '../store/store.ts';
import type { Batch } from './batch.ts';

export interface LeaseRules {
  readonly store: Pick<EventStore, 'claim' | 'renew'>;
  readonly now: () => number;
  /** ms that a lease lasts. */
  readonly leaseMs: number;
  /** ms that a request may take until its outcome is written. */
  readonly requestMs: number;
}

/**
 * The leases of what the relay has in hand. Finding a bad event among many can take longer than a lease, which is
 * renewed while it lasts. One that is over is over, as where the process was stopped and woken: the events may be with
 * another relay by now, or with TikTok, and no further request is begun for them here.
 */
export interface Leases {
  claim(limit: number, filter: ClaimFilter): Promise<ClaimedEvent[]>;
  /** Those events of one claim that stay leased for as long as a request may take. */
  keep(batch: Batch): Promise<Batch>;
}

export function createLeases({ store, now, leaseMs, requestMs }: LeaseRules): Leases {
  /** When each lease ends, by our own clock: counted from before it was asked for, so never later than it does. */
  const ends = new WeakMap<ClaimedEvent, number>();
  const note = (events: Batch, end: number) => {
    for (const event of events) ends.set(event, end);
  };
  const leftOf = (event: ClaimedEvent) => (ends.get(event) ?? 0) - now();

  return {
    async claim(limit, filter) {
      const end = now() + leaseMs;
      const claimed = await store.claim(limit, leaseMs, filter);
      note(claimed, end);
      return claimed;
    },
    async keep(batch) {
      const held = batch.filter((event) => leftOf(event) > 0);
      if (held.every((event) => leftOf(event) > requestMs)) return held;
      const end = now() + leaseMs;
      const lease = (held[0] as ClaimedEvent).lease;
      const renewed = new Set(
        await store.renew(
          lease,
          held.map(({ id }) => id),
          leaseMs,
        ),
      );
      const kept = held.filter(({ id }) => renewed.has(id));
      note(kept, end);
      // The renewal itself may have taken long.
      return kept.filter((event) => leftOf(event) > requestMs);
    },
  };
}
