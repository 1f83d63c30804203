import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { findDamage } from './integrity.ts';

/**
 * All pages in one step: what is written meanwhile goes to the log and waits there. In several steps each write of
 * another process would make the copy begin again. https://www.sqlite.org/c3ref/backup_finish.html#sqlite3backupstep
 */
const PAGES_A_STEP = 2 ** 31 - 1;

/** How long it waits for a lock of the running collector. */
const BUSY_MS = 5000;

/**
 * Copies a database that is in use, as it is at one moment. The copy has its name only once it is whole and checked.
 *
 * @param file the database; a collector may have it open
 * @param target the copy; must not exist yet
 * @returns the size of the copy in bytes
 * @throws where there is no such database, where the target exists, or where the copy turns out damaged
 */
export async function backUpSqlite(file: string, target: string): Promise<number> {
  if (!existsSync(file)) throw new Error(`there is no database ${file}`);
  if (existsSync(target)) throw new Error(`${target} exists already: name another file`);
  const part = `${target}.part`;
  rmSync(part, { force: true });
  // What is in it concerns people: only the owner may read it.
  closeSync(openSync(part, 'wx', 0o600));
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
  try {
    await backup(database, part, { rate: PAGES_A_STEP });
    check(part);
    renameSync(part, target);
  } finally {
    database.close();
    for (const left of [part, `${part}-wal`, `${part}-shm`]) rmSync(left, { force: true });
  }
  return statSync(target).size;
}

function check(copy: string): void {
  const database = new DatabaseSync(copy);
  try {
    const found = findDamage(database);
    if (found !== undefined) throw new Error(`the database is damaged: ${found}`);
  } finally {
    database.close();
  }
}
