import { randomUUID } from 'node:crypto';
import type { ClaimedEvent, Settlement } from '../store.ts';

/**
 * What the relay asks for in one transaction: a thousand events take some five milliseconds, and every append that
 * came in the meantime would wait behind them.
 */
const PORTION = 250;

/**
 * Claims under one lease, portion by portion.
 *
 * @param claim leases up to `most` due events; fewer where no more are due
 */
export async function claimInPortions(
  limit: number,
  claim: (most: number, lease: string) => Promise<readonly ClaimedEvent[]>,
): Promise<ClaimedEvent[]> {
  const lease = randomUUID();
  const claimed: ClaimedEvent[] = [];
  while (claimed.length < limit) {
    const most = Math.min(PORTION, limit - claimed.length);
    try {
      const portion = await claim(most, lease);
      claimed.push(...portion);
      if (portion.length < most) break;
    } catch (error) {
      // What is leased already must not wait for the end of its lease.
      if (claimed.length === 0) throw error;
      break;
    }
  }
  return claimed;
}

/** Settles portion by portion; returns how many counted. */
export async function settleInPortions(
  settlements: readonly Settlement[],
  settle: (portion: readonly Settlement[]) => Promise<number>,
): Promise<number> {
  let settled = 0;
  for (let from = 0; from < settlements.length; from += PORTION) {
    settled += await settle(settlements.slice(from, from + PORTION));
  }
  return settled;
}
