import type { Fault } from './fault.ts';

/** One refused event: its place in the request, and why. */
export interface Refusal extends Fault {
  readonly index: number;
}

/** The answer of `/collect` and `/v1/events`. `accepted` events are on disk and will be delivered. */
export interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Refusal[];
}
