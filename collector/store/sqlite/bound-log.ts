import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { PAGE_BYTES } from './page-size.ts';

/** 64 MB: the more pages gather in the log, the fewer copies of those that each commit touches. */
const MOST_PAGES = 8000;

/** A megabyte, on a disk that is as good as full. */
const FEWEST_PAGES = 125;

/**
 * Bounds the log beside a database: how many pages it may have before it is copied into the database. At most a quarter
 * of the room that the disk has left now, as a log that took all of it could never be copied: the database has to grow
 * for that. https://www.sqlite.org/pragma.html#pragma_wal_autocheckpoint
 */
export function boundLog(database: DatabaseSync, file: string): void {
  const { bavail, bsize } = statfsSync(dirname(resolve(file)));
  const quarter = Math.floor((bavail * bsize) / 4 / PAGE_BYTES);
  const pages = Math.max(FEWEST_PAGES, Math.min(MOST_PAGES, quarter));
  database.exec(`PRAGMA wal_autocheckpoint = ${pages}`);
}
