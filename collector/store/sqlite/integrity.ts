import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** What is read whole within a second or so, also from a slow disk. */
const WHOLE_BYTES = 256 * 2 ** 20;

/** Of a larger file: what every delivery goes through. */
const VITAL_TABLE = 'outbox';

/**
 * Whether the last process to have the file open ended without closing it, as by `kill -9` or a power cut: the last
 * one to close it removes the log. Also true while another process has it open.
 * https://www.sqlite.org/wal.html#the_wal_file
 */
export function wasCutOff(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/**
 * Looks for damage. SQLite itself survives power cuts; disks that lie about what they wrote, and files that were
 * copied while in use, do not. A collector that is down loses events for certain, so it never waits for long: a file
 * above 256 MB is checked in part. `clickthread backup` checks all of it.
 *
 * @throws with what was found first
 */
export function checkIntegrity(database: DatabaseSync): void {
  const size = database.prepare(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
  );
  const isSmall = Number(size.get()?.bytes) <= WHOLE_BYTES;
  const found = findDamage(database, isSmall ? '1' : VITAL_TABLE);
  if (found === undefined) return;
  throw new Error(
    `it is damaged (${found}). Keep the file, and put a backup in its place; events since then are in the shop's own records`,
  );
}

/** What SQLite finds first; undefined where all is well. https://www.sqlite.org/pragma.html#pragma_quick_check */
export function findDamage(database: DatabaseSync, what = '1'): string | undefined {
  try {
    const row = database.prepare(`PRAGMA quick_check(${what})`).get();
    const found = String(row?.quick_check);
    return found === 'ok' ? undefined : found.split('\n')[0];
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
