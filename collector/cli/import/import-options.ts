import type { RowDefaults } from '../../sources/csv-row.ts';

/** An import as it was asked for. */
export interface ImportOptions {
  /** Path of the file, or "-" for standard input. */
  readonly file: string;
  readonly format: 'csv' | 'ndjson';
  /** Found in the file's first line where it is not given. */
  readonly delimiter: string | undefined;
  /** Column → field of an event. */
  readonly map: Readonly<Record<string, string>>;
  readonly ignoresUnknown: boolean;
  readonly defaults: RowDefaults;
  /** Rows after which it stops. */
  readonly limit: number | undefined;
  /** Base address of the collector. */
  readonly url: string;
  /** Rows of one request. */
  readonly batch: number;
  /** Where refused rows are listed. */
  readonly report: string;
  /** Where the progress is kept; nowhere for standard input, which cannot be read again. */
  readonly checkpoint: string | undefined;
  /** Imports from the first row on, whatever the checkpoint says. */
  readonly again: boolean;
}
