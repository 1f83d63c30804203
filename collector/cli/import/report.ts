import { type FileHandle, open, rm, stat, truncate } from 'node:fs/promises';
import { CommandError } from '../outside.ts';

/** One refused row. Never its values. */
export interface RefusedRow {
  /** Of the file, where the row starts; the first one is 1. */
  readonly line: number;
  /** Name of the column, or the path in the event; blank where the whole row is meant. */
  readonly field: string;
  readonly reason: string;
}

/** The list of refused rows, in a CSV file that exists only where there are any. */
export interface Report {
  append(rows: readonly RefusedRow[]): Promise<void>;
  /** Length of the file, all of it on disk. */
  bytes(): number;
  close(): Promise<void>;
  /** Closes it, and removes an older report where there is nothing to report any more. */
  finish(): Promise<void>;
}

/**
 * Opens the report.
 *
 * @param keptBytes how much of an existing file belongs to rows that are answered for; the rest is cut off
 * @throws CommandError where the file is shorter than that
 */
export async function openReport(path: string, keptBytes: number): Promise<Report> {
  let bytes = keptBytes;
  let handle: FileHandle | undefined;
  if (keptBytes > 0) {
    const size = await stat(path).then(
      (stats) => stats.size,
      () => 0,
    );
    if (size < keptBytes) {
      throw new CommandError(
        `${path} was changed since the import stopped: put it back, or begin anew by --again`,
      );
    }
    await truncate(path, keptBytes);
  }

  async function close(): Promise<void> {
    await handle?.close();
    handle = undefined;
  }

  return {
    async append(rows) {
      if (rows.length === 0) return;
      // An older report is in the way until there is something to say.
      handle ??= await open(path, bytes === 0 ? 'w' : 'a');
      const text = rows
        .map(({ line, field, reason }) => `${line},${quoted(field)},${quoted(reason)}\n`)
        .join('');
      const written = Buffer.from(bytes === 0 ? `line,field,reason\n${text}` : text);
      await handle.appendFile(written);
      await handle.datasync();
      bytes += written.length;
    },
    bytes: () => bytes,
    close,
    async finish() {
      await close();
      if (bytes === 0) await rm(path, { force: true });
    },
  };
}

/** https://www.rfc-editor.org/rfc/rfc4180 ; what a spreadsheet would run as a formula is kept from that by a quote mark. */
function quoted(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
