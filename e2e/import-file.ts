import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** A file of offline purchases that was made up, and what must become of it. */
export interface ImportFile {
  readonly rows: number;
  /** Refused rows, in order: the line that each starts on, and the column that is to blame. */
  readonly bad: readonly { readonly line: number; readonly field: string }[];
}

const HEADER = 'E-Mail;Order;Total;Currency;When;SKU;Price;Quantity;Note';
/** One row in a hundred is bad, each time in another way. */
const BAD_EVERY = 100;
/** A note of two lines, so that rows and lines are not the same. */
const NOTE_EVERY = 30;

/** The ways to be bad: what is said of the row, and the column that is to blame. */
const WAYS = [
  { field: 'Total', cells: { total: '12,50 EUR' } },
  { field: 'user', cells: { email: '' } },
  // Only the collector knows which currencies TikTok takes.
  { field: 'Currency', cells: { currency: 'XYZ' } },
  { field: '', cells: { note: 'one cell;too many' } },
] as const;

/** The columns of the file, for `--map`; the others are known by their names. */
export const IMPORT_MAP = 'E-Mail=email,Order=order_id,Total=value,When=event_time,SKU=content_id,Note=';

/** Writes the file, row by row. Each row is an order of its own. */
export async function writeImportFile(path: string, rows: number, now: number): Promise<ImportFile> {
  const bad: { line: number; field: string }[] = [];
  const when = new Date(now - 3_600_000).toISOString();
  function* lines() {
    yield `${HEADER}\n`;
    let line = 2;
    for (let row = 1; row <= rows; row++) {
      const way = row % BAD_EVERY === 0 ? WAYS[(row / BAD_EVERY) % WAYS.length] : undefined;
      if (way) bad.push({ line, field: way.field });
      const plain = { email: `buyer${row}@shop.example`, total: '12.50', currency: 'EUR', note: '' };
      if (row % NOTE_EVERY === 0) plain.note = '"to the\nneighbour"';
      const { email, total, currency, note } = { ...plain, ...way?.cells };
      yield `${email};${row};${total};${currency};${when};sku-${row % 7};12.50;1;${note}\n`;
      line += note.includes('\n') ? 2 : 1;
    }
  }
  await pipeline(lines, createWriteStream(path));
  return { rows, bad };
}
