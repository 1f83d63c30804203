import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/**
 * The database's file, or the log beside it, has gone from its place while it was open. What is written from then on
 * would be gone with the process, so the process has to end, and the next one to open what stands there.
 * https://www.sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use
 */
export class LostFile extends Error {
  override readonly name = 'LostFile';
}

/** Keeps an eye on where a database lies. */
export interface FileGuard {
  /** Throws LostFile where the next process would not find what this one has written. */
  requireFile(): void;
  /** Saves what is in the lost database: the system has it as long as it is open. Says where it is now. */
  rescue(): string;
}

/**
 * Makes the guard of an open database. Its check is two questions to the system's own memory, some millionths of a
 * second, so that every commit can afford it.
 */
export function guardFile(database: DatabaseSync, file: string): FileGuard {
  const log = `${file}-wal`;
  const wanted = identityOf(file);
  let wantedLog: string | undefined;

  /** Before another file stands here: SQLite would take a log that does not belong to it for its own. */
  function removeOwnLog(): void {
    if (identityOf(log) === wantedLog) rmSync(log, { force: true });
    rmSync(`${file}-shm`, { force: true });
  }

  /** Not while somebody else reads an older state of it; what the log had of newer ones is then in part in the file. */
  function isMerged(): boolean {
    // One row: whether it was kept from it, https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
    return Number(database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy) === 0;
  }

  return {
    requireFile() {
      if (identityOf(file) !== wanted) {
        throw new LostFile(`the database file ${file} was removed or replaced while it was in use`);
      }
      // It comes with the first write, and stays until the last connection closes.
      wantedLog ??= identityOf(log);
      if (identityOf(log) !== wantedLog) {
        throw new LostFile(`the log ${log} was removed or replaced while it was in use`);
      }
    },
    rescue() {
      const isInPlace = identityOf(file) === wanted;
      // Where the log alone is gone, all of it goes into the file.
      if (isInPlace && isMerged()) return 'all that was stored is in the file';
      mkdirSync(dirname(file), { recursive: true });
      const copy = `${file}.rescued-${randomUUID()}`;
      // Like any new file of ours, for its owner alone; SQLite takes one that is empty.
      closeSync(openSync(copy, 'wx', 0o600));
      database.prepare('VACUUM INTO ?').run(copy);
      sync(copy);
      if (isInPlace && identityOf(log) === undefined) {
        // Whoever reads the file goes on with the old one.
        rmSync(`${file}-shm`, { force: true });
        renameSync(copy, file);
        sync(dirname(file));
        return 'all that was stored is back in its place';
      }
      if (isInPlace) {
        return `another log stands beside the file, and all that was stored is in ${copy}: put it in the file's place`;
      }
      removeOwnLog();
      try {
        // Unlike a renaming, this never takes the place of what somebody else has put there.
        linkSync(copy, file);
      } catch {
        return `another file stands in its place, and all that was stored is in ${copy}`;
      }
      rmSync(copy);
      sync(dirname(file));
      return 'all that was stored is back in its place';
    },
  };
}

function identityOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
