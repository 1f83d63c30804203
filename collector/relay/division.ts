import type { ClaimedEvent } from '../store/store.ts';
import type { Batch } from './batch.ts';
import { readHistory } from './history.ts';

/** The first failures are mostly TikTok's own and over at the next attempt. */
const FAILURES_TO_DIVIDE = 3;
/** A part is divided again after as many more: were one enough, mere chance would divide on and on. */
const FAILURES_TO_DIVIDE_AGAIN = 2;

/** So many parts at most: of a thousand events each is alone after three divisions, three quarters of an hour on. */
const MOST_PARTS = 10;

/** How much of a pixel's requests TikTok must take, and how much the last one weighs in that. */
const MOST_ARE_TAKEN = 0.6;
const WEIGHT = 0.1;

/** A pixel most of whose requests fail may divide one batch in this time, as its bad events may be why they do. */
const UNPROVEN_EVERY_MS = 60 * 60 * 1000;

/**
 * Whether a pixel's batches may be divided. Where most of them fail, TikTok is at fault and not an event: each part would
 * be one more request that fails, and a million events that wait would become a million requests. Where it takes most,
 * it is the batch. One division without that proof brings it: all parts but one are taken.
 *
 * With the figures above a part that fails by chance alone (any share of requests, 0 to 1) has less than one part that
 * is divided in its turn, so that the divisions of a bad hour end by themselves.
 */
export interface Proof {
  /** A request was taken, or failed without an answer that counts. */
  learn(wasTaken: boolean): void;
  /** @param now ms of a clock that never goes back; a yes without proof is counted */
  mayDivide(now: number): boolean;
}

export function createProof(): Proof {
  let taken = 1;
  let unprovenAt = Number.NEGATIVE_INFINITY;
  return {
    learn(wasTaken) {
      taken += WEIGHT * ((wasTaken ? 1 : 0) - taken);
    },
    mayDivide(now) {
      if (taken >= MOST_ARE_TAKEN) return true;
      if (now - unprovenAt < UNPROVEN_EVERY_MS) return false;
      unprovenAt = now;
      return true;
    },
  };
}

/** Events that are sent together next time; as a part where they were divided from others: see `History`. */
export interface Group {
  readonly events: Batch;
  readonly isPart: boolean;
}

/**
 * What becomes of a request without an answer that counts: it may be TikTok's trouble, or that of one event in it, such
 * as an address that a gateway takes for an attack. Events that keep failing together are divided, until the bad one
 * is alone and the others are delivered; those that are new among them are left out.
 */
export function groupsOf(batch: Batch, mayDivide: () => boolean): Group[] {
  const suspects = batch.filter(isSuspect);
  if (batch.length < 2 || suspects.length === 0 || !mayDivide()) {
    return [{ events: batch, isPart: false }];
  }
  const parts = divide(suspects).map((events) => ({ events, isPart: true }));
  const others = batch.filter((event) => !isSuspect(event));
  return others.length > 0 ? [...parts, { events: others, isPart: false }] : parts;
}

function isSuspect(event: ClaimedEvent): boolean {
  const { noted, spared } = readHistory(event.history);
  const more = noted - spared + 1 - FAILURES_TO_DIVIDE;
  return more >= 0 && more % FAILURES_TO_DIVIDE_AGAIN === 0;
}

function divide(batch: Batch): Batch[] {
  const size = Math.ceil(batch.length / MOST_PARTS);
  const count = Math.ceil(batch.length / size);
  return Array.from({ length: count }, (_, index) => batch.slice(index * size, (index + 1) * size));
}
