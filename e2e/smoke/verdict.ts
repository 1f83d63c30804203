/** `warning`: nothing is broken, but somebody should know. */
export type Verdict = 'passed' | 'warning' | 'failed';

/** One line of the report. */
export interface Check {
  readonly verdict: Verdict;
  readonly title: string;
  /** What was seen, and what to do about it. */
  readonly detail: string;
}
