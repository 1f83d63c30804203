import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { CommandError } from '../outside.ts';
import { MAX_ROW_LENGTH, type Row } from './row.ts';

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads CSV row by row. The first line names the columns.
 *
 * A quote inside a cell that does not start with one is a character like any other (`12" vase`), and a row with more
 * or fewer cells than the header costs only itself.
 *
 * @param onHeader is told the columns before the first row, and may throw
 * @throws CommandError where a quote is never closed
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  delimiter: string,
  onHeader: (columns: readonly string[]) => void,
): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: MAX_ROW_LENGTH,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  // What goes wrong is thrown to whoever reads the parser.
  pipeline(Readable.from(chunks, { objectMode: false }), parser, () => {});

  let header: readonly string[] | undefined;
  /** The parser takes a "\r\n" within quotes for two lines. */
  let countedTwice = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const breaks = record.flatMap((cell) => cell.match(/\r\n|\n|\r/g) ?? []);
      countedTwice += breaks.filter((each) => each === '\r\n').length;
      const line = info.lines - countedTwice - breaks.length;
      if (header === undefined) {
        header = record;
        onHeader(header);
      } else {
        yield rowOf(line, header, record);
      }
    }
  } catch (error) {
    if (error instanceof CsvError) throw unreadable(error);
    throw error;
  }
}

function rowOf(line: number, header: readonly string[], cells: readonly string[]): Row {
  if (cells.length !== header.length) {
    const message = `${cells.length} cells where the header has ${header.length}: look for a delimiter or a quote too many or too few`;
    return { line, fault: { path: '', message } };
  }
  const record: Record<string, string> = {};
  for (let index = 0; index < header.length; index++)
    record[header[index] as string] = cells[index] as string;
  return { line, record };
}

/** The parser's own message quotes the file. */
function unreadable({ code, lines }: CsvError): CommandError {
  return code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
    ? new CommandError(`a quote is opened and never closed in a row that ends on line ${lines}, or before it`)
    : new CommandError(`the file is not CSV: ${code} on line ${lines}`);
}
