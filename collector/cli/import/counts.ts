/** What became of the rows of an import; the first four add up to all of them. */
export interface Counts {
  readonly accepted: number;
  /** On disk at the collector before: sent twice within 48 hours, or twice in the file. */
  readonly duplicates: number;
  /** Left out by the site's own mapping. */
  readonly dropped: number;
  readonly refused: number;
  /** Of the accepted: those that an interruption left unanswered, and that were there when they were sent again. */
  readonly recovered: number;
}

export const NO_COUNTS: Counts = { accepted: 0, duplicates: 0, dropped: 0, refused: 0, recovered: 0 };

export function addCounts(one: Counts, other: Counts): Counts {
  return {
    accepted: one.accepted + other.accepted,
    duplicates: one.duplicates + other.duplicates,
    dropped: one.dropped + other.dropped,
    refused: one.refused + other.refused,
    recovered: one.recovered + other.recovered,
  };
}
