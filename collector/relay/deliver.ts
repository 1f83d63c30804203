import type { ClaimedEvent, Settlement } from '../store/store.ts';
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
  readonly giveBack: (batch: Batch) => Promise<void>;
}

/** Delivers a batch: sends it, and where TikTok refuses it, finds the bad events and delivers all others. */
export function createDeliver({
  turn,
  keep,
  send,
  settle,
  giveBack,
}: DeliverDeps): (batch: Batch) => Promise<void> {
  /**
   * TikTok refuses a whole request for one bad event. Where it names one, that one is sent alone first: a wrong name
   * must not cost a good event. Where the name was wrong once, or there is none, halves find it.
   */
  async function deliver(all: Batch, believes: boolean, isPart = true): Promise<Outcome['kind'] | undefined> {
    if (!(await turn(all))) {
      await giveBack(all);
      return undefined;
    }
    // The last thing before the request: whatever was waited for may have taken longer than the lease.
    const batch = await keep(all);
    if (batch.length === 0) return undefined;
    const outcome = await send(batch);
    if (outcome.kind !== 'rejected' || batch.length === 1) {
      await settle(batch, outcome, isPart);
      return outcome.kind;
    }
    const named = believes && outcome.at !== undefined ? batch[outcome.at] : undefined;
    if (named) await deliverAround(named, batch);
    else await deliverHalves(batch, believes);
    return outcome.kind;
  }

  async function deliverAround(named: ClaimedEvent, batch: Batch): Promise<void> {
    const rest = batch.filter((event) => event !== named);
    const kind = await deliver([named], true);
    if (kind === 'accepted' && rest.length > 1) await deliverHalves(rest, false);
    else await deliver(rest, kind === 'rejected');
  }

  async function deliverHalves(batch: Batch, believes: boolean): Promise<void> {
    // Both have to be sent whatever comes of the other, and each level waits for TikTok once.
    await allOf(halve(batch).map((half) => deliver(half, believes)));
  }

  return async (batch) => void (await deliver(batch, true, false));
}

/** Waits for every one, also where one fails, so that nothing stays under way; then throws the first error. */
async function allOf(deliveries: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(deliveries);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** Claimed but never sent: due again at once. */
export function returned({ id, lease }: ClaimedEvent): Settlement {
  return { id, lease, kind: 'returned' };
}
