import type { Ledger } from '../simulator/ledger.ts';

/** What was promised, and what the simulated TikTok has counted of it. */
export interface KillCount {
  readonly sums: {
    /** Events answered with 2xx, and those of them that were never counted. */
    acknowledged: number;
    missing: number;
    /** Events counted at all, and how often one was counted again. */
    counted: number;
    twice: number;
  };
  /**
   * Counts a round of events that has been delivered, and forgets it: what is counted from then on under an order of
   * another prefix is counted again.
   */
  add(prefix: string, acknowledged: ReadonlySet<string>): void;
}

export function createKillCount(ledger: Pick<Ledger, 'events' | 'clear'>): KillCount {
  const sums = { acknowledged: 0, missing: 0, counted: 0, twice: 0 };
  return {
    sums,
    add(prefix, acknowledged) {
      const orders = ledger.events().map(({ properties }) => String(properties.order_id));
      const own = new Set(orders.filter((order) => order.startsWith(prefix)));
      sums.acknowledged += acknowledged.size;
      sums.missing += [...acknowledged].filter((order) => !own.has(order)).length;
      sums.counted += orders.length;
      sums.twice += orders.length - own.size;
      ledger.clear();
    },
  };
}
