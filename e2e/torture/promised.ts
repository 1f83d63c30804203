/** What a part of the torture says of itself when it is over. */
export interface Promised {
  /** The promise with its figures: how many, how long, what was missing. */
  readonly what: string;
  readonly isKept: boolean;
}
