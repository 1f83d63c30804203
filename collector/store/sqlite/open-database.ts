import { closeSync, lstatSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from './advice.ts';
import { waitPatiently } from './begin.ts';
import { boundLog } from './bound-log.ts';
import { checkIntegrity, wasCutOff } from './integrity.ts';
import { PAGE_BYTES } from './page-size.ts';
import { migrate } from './schema.ts';

/** SQLite keeps its log beside the file itself, not beside a link to it. https://www.sqlite.org/tempfiles.html#write_ahead_log_wal_files */
export function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Where it leads to a file that is not there yet; whatever else is wrong, opening it tells.
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    return isLink ? resolve(dirname(path), readlinkSync(path)) : path;
  }
}

/**
 * Opens the file, or makes it, and brings its schema up to date.
 *
 * @param file without links: see `followLinks`
 * @throws where it cannot be used
 */
export function openDatabase(file: string): DatabaseSync {
  const wasCut = wasCutOff(file);
  createPrivately(file);
  const database = new DatabaseSync(file);
  try {
    waitPatiently(database);
    // For a new file only, as they cannot be changed later: https://www.sqlite.org/pragma.html#pragma_auto_vacuum
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL`);
    switchToWal(database);
    database.exec(`
      PRAGMA synchronous = FULL;
      PRAGMA cache_size = -65536;
      PRAGMA journal_size_limit = 67108864;
    `);
    boundLog(database, file);
    if (wasCut) checkIntegrity(database);
    migrate(database);
    return database;
  } catch (error) {
    // A file that cannot be used is let go at once, and not when the thread has ended.
    database.close();
    throw error;
  }
}

/**
 * What will be in it concerns people, so only the owner may read a new file; SQLite makes the log and its index alike. One
 * that is there keeps its mode.
 */
function createPrivately(file: string): void {
  if (file === ':memory:') return;
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch {
    // It is there, or it cannot be; which of the two, opening it tells.
  }
}

const WAL_TRIES = 100;
const WAL_WAIT_MS = 20;

/**
 * The first to open a new file turns it to WAL. Where several do at once, SQLite lets the others fail there instead
 * of letting them wait: https://www.sqlite.org/c3ref/busy_handler.html
 */
function switchToWal(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === WAL_TRIES) throw error;
      // Sleeping is fine here: the thread is the database's own.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAL_WAIT_MS);
    }
  }
}
