import type { Fault } from '../../contract/fault.ts';

/** One row of a file, by the number of the line that it starts on: its values by column, or why it cannot be read. */
export type Row =
  | { readonly line: number; readonly record: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly fault: Fault };

/** Characters of one row. More is a quote that was never closed, and would end as the whole file in memory. */
export const MAX_ROW_LENGTH = 1_000_000;
