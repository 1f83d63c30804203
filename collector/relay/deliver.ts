import type { Outcome } from '../tiktok/outcome.ts';
import { type Batch, halve } from './batch.ts';

export interface DeliverDeps {
  /** Waits until the batch may be sent; false where that is not soon. */
  readonly turn: (batch: Batch) => Promise<boolean>;
  /** Those events that are still ours to send. */
  readonly keep: (batch: Batch) => Promise<Batch>;
  /** Sends one request. */
  readonly send: (batch: Batch) => Promise<Outcome>;
  /** Writes the outcome; `isPart` where the request was a part of one that was refused. */
  readonly settle: (batch: Batch, outcome: Outcome, isPart: boolean) => Promise<void>;
  /** Writes that nothing was sent, except in a request that was refused. */
  readonly giveBack: (batch: Batch, refused: Refused | undefined) => Promise<void>;
}

export type Refused = Outcome & { readonly kind: 'rejected' };

/** So many names are followed, one answer after the other; halves find ever so many bad events in ten. */
const MOST_NAMES = 3;

/** Delivers a batch: sends it, and where TikTok refuses it, finds the bad events and delivers all others. */
export function createDeliver({
  turn,
  keep,
  send,
  settle,
  giveBack,
}: DeliverDeps): (batch: Batch) => Promise<void> {
  /**
   * TikTok refuses a whole request for one bad event. Where it names one, that one is sent alone beside the rest: a
   * wrong name must not cost a good event. After some names, or where there is none, halves find it.
   */
  async function deliver(all: Batch, names: number, refused?: Refused): Promise<void> {
    if (!(await turn(all))) return giveBack(all, refused);
    // The last thing before the request: whatever was waited for may have taken longer than the lease.
    const batch = await keep(all);
    if (batch.length < all.length) {
      const kept = new Set(batch);
      // Nobody may have claimed the others yet; where somebody has, what is written under an old lease is ignored.
      await giveBack(
        all.filter((event) => !kept.has(event)),
        refused,
      );
    }
    if (batch.length === 0) return;
    const outcome = await send(batch);
    if (outcome.kind !== 'rejected' || batch.length === 1)
      return settle(batch, outcome, refused !== undefined);
    const named = names > 0 && outcome.at !== undefined ? batch[outcome.at] : undefined;
    const parts = named ? [[named], batch.filter((event) => event !== named)] : halve(batch);
    // All at one time: none depends on another, and the lease of one that waits for another's answers would run out.
    await allOf(parts.map((part) => deliver(part, named ? names - 1 : 0, outcome)));
  }

  return (batch) => deliver(batch, MOST_NAMES);
}

/** Waits for every one, also where one fails, so that nothing stays under way; then throws the first error. */
async function allOf(deliveries: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(deliveries);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
