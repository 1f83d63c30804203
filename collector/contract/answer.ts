import type { Fault } from './fault.ts';

/** One refused event: its place in the request, and why. */
export interface Refusal extends Fault {
  readonly index: number;
}

/** One event that the site's own mapping leaves out: neither stored nor sent, and no mistake. */
export interface LeftOut {
  readonly index: number;
  readonly event: string;
  readonly reason: 'unmapped' | 'disabled';
}

/** The answer of `/collect` and `/v1/events`. `accepted` events are on disk and will be delivered. */
export interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Refusal[];
  /** Where there are any. */
  readonly dropped?: readonly LeftOut[];
}
