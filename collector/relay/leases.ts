import type { ClaimedEvent } from '../store/store.ts';

/**
 * The leases of events that are under way here. Finding a bad event among many can take longer than a lease; the
 * events then fall due and are claimed once more, and where it is this relay that claims them, it goes on with what it
 * is at under the new lease, instead of beginning again beside itself.
 */
export interface Leases {
  /** Notes the leases of claimed events; returns those that are not under way already. */
  take(claimed: readonly ClaimedEvent[]): ClaimedEvent[];
  /** The event as it was claimed last. */
  newest(event: ClaimedEvent): ClaimedEvent;
  drop(events: readonly ClaimedEvent[]): void;
}

export function createLeases(): Leases {
  const held = new Map<number, ClaimedEvent>();
  return {
    take(claimed) {
      const fresh = claimed.filter(({ id }) => !held.has(id));
      for (const event of claimed) held.set(event.id, event);
      return fresh;
    },
    newest: (event) => held.get(event.id) ?? event,
    drop(events) {
      for (const { id } of events) held.delete(id);
    },
  };
}
