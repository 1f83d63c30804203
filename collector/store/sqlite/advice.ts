/** The low byte of SQLite's result codes, and what people can do about it. https://www.sqlite.org/rescode.html */
const ADVICE: Readonly<Record<number, string>> = {
  5: 'another program holds a lock on the database file: let it end, and open the file read-only elsewhere',
  8: 'the file, its folder or its disk is read-only: make them writable for the user that the collector runs as',
  10: 'the disk does not do what it is told: look at its quota, its limits and its health',
  11: 'the file is damaged: stop the collector, keep a copy, and put a backup in its place or run ".recover" of the sqlite3 shell',
  13: 'the disk is full: make room; nothing that was acknowledged is lost, and writing goes on by itself',
  14: 'the file cannot be opened: make its folder writable for the user that the collector runs as, and look at the limit of open files',
  26: 'the file is no SQLite database any more: stop the collector, keep a copy, and put a backup in its place',
};

/** What went wrong, with what to do about it where SQLite says which kind of fault it is. */
export function withAdvice(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const advice = ADVICE[codeOf(error) ?? -1];
  return advice ? `${error.message}; ${advice}` : error.message;
}

/** Whether the file itself is broken: SQLITE_CORRUPT or SQLITE_NOTADB. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error);
  return code === 11 || code === 26;
}

/** Whether somebody else holds the lock for too long: SQLITE_BUSY. */
export function isBusy(error: unknown): boolean {
  return codeOf(error) === 5;
}

function codeOf(error: unknown): number | undefined {
  const isCoded = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
  return isCoded ? (error.errcode as number) & 0xff : undefined;
}
