import { findDelimiter } from '../../sources/csv-delimiter.ts';
import { createRowReader, type RowReader } from '../../sources/csv-row.ts';
import { createColumns, headerFaults } from '../../sources/event-columns.ts';
import { CommandError } from '../outside.ts';
import type { ImportOptions } from './import-options.ts';
import type { Input } from './open-input.ts';
import { readCsv } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';
import type { Row } from './row.ts';

export interface Rows {
  readonly rows: AsyncIterable<Row>;
  readonly reader: RowReader;
}

/**
 * Opens the rows of a file, and what reads them as events.
 *
 * @param say is told which column became what
 * @throws CommandError where the map names no field of an event; later, with the first row, where the header does not fit
 */
export function readRows(input: Input, options: ImportOptions, say: (text: string) => void): Rows {
  const { format, map, ignoresUnknown, defaults } = options;
  const columns = createColumns(map);
  if (typeof columns !== 'function') throw new CommandError(columns.join('\n'));
  const reader = createRowReader(columns, ignoresUnknown, defaults);
  if (format === 'ndjson') return { rows: readNdjson(input.chunks), reader };

  const delimiter = options.delimiter ?? findDelimiter(input.head.toString('utf8').replace(/^\uFEFF/, ''));
  const rows = readCsv(input.chunks, delimiter, (header) => {
    const faults = headerFaults(header, columns, map, ignoresUnknown);
    if (faults.length > 0) throw new CommandError(faults.join('\n'));
    const parts = header.map((column) => {
      const target = columns(column);
      return `${column} → ${typeof target === 'object' ? target.path : 'left out'}`;
    });
    say(`Columns: ${parts.join(', ')}`);
  });
  return { rows, reader };
}
