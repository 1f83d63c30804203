import type { ClaimedEvent } from '../store/store.ts';
import type { Batch } from './batch.ts';
import { readHistory } from './history.ts';

/** An event is suspect from this failure on: the first ones are mostly TikTok's own and over at the next. */
const FAILURES_TO_DIVIDE = 3;

/** So many parts at most: of a thousand events each is alone after three divisions, a quarter of an hour on. */
const MOST_PARTS = 10;

/** A pixel whose requests all fail may divide one batch in this time, so that one that sends little finds its bad event. */
const UNPROVEN_EVERY_MS = 10 * 60 * 1000;

/**
 * Whether a pixel's batches may be divided. Where all of them fail, TikTok is at fault and not an event: each part would
 * be one more request that fails, and a million events that wait would become a million requests. Where others were
 * accepted while a batch failed, it is the batch. One division without that proof brings it: all parts but one succeed.
 */
export interface Proof {
  accepted(now: number): void;
  /** Asks for a batch that failed now and, before that, at `failedAt`; a yes without proof is counted. */
  mayDivide(failedAt: number, now: number): boolean;
}

export function createProof(): Proof {
  let acceptedAt = Number.NEGATIVE_INFINITY;
  let unprovenAt = Number.NEGATIVE_INFINITY;
  return {
    accepted(now) {
      acceptedAt = now;
    },
    mayDivide(failedAt, now) {
      if (acceptedAt >= failedAt) return true;
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
export function groupsOf(batch: Batch, mayDivide: (failedAt: number) => boolean): Group[] {
  const suspects = batch.filter(isSuspect);
  const failedAt = Math.max(...suspects.map(lastFailedAt));
  if (batch.length < 2 || suspects.length === 0 || !mayDivide(failedAt)) {
    return [{ events: batch, isPart: false }];
  }
  const parts = divide(suspects).map((events) => ({ events, isPart: true }));
  const others = batch.filter((event) => !isSuspect(event));
  return others.length > 0 ? [...parts, { events: others, isPart: false }] : parts;
}

function isSuspect(event: ClaimedEvent): boolean {
  const { noted, spared } = readHistory(event.history);
  return noted - spared + 1 >= FAILURES_TO_DIVIDE;
}

function lastFailedAt(event: ClaimedEvent): number {
  return readHistory(event.history).attempts.at(-1)?.at ?? 0;
}

function divide(batch: Batch): Batch[] {
  const size = Math.ceil(batch.length / MOST_PARTS);
  const count = Math.ceil(batch.length / size);
  return Array.from({ length: count }, (_, index) => batch.slice(index * size, (index + 1) * size));
}
