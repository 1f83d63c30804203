/** What a measure has found that has a table of its own. */
export interface Report {
  readonly title: string;
  /** As they are printed, in columns. */
  readonly lines: readonly string[];
  /** A sentence for each promise that is not kept. */
  readonly shortfalls: readonly string[];
}
