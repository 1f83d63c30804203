import type { DatabaseSync } from 'node:sqlite';
import { isBusy } from './advice.ts';

/** Two collectors on one file wait for each other some milliseconds; whoever holds a lock for longer is answered for by a 503. */
const PATIENCE_MS = 2000;

/** How long each waits for a lock that has lasted longer: all who need the file wait in one thread, one after the other. */
const LASTING_MS = 100;

/** Sets how long statements of this connection wait for a lock, in ms. */
const wait = (database: DatabaseSync, ms: number) => database.exec(`PRAGMA busy_timeout = ${ms}`);

/** For what is done once, when the file is opened. */
export const waitPatiently = (database: DatabaseSync) => wait(database, PATIENCE_MS);

/** Makes what begins a transaction that writes; it throws where somebody else has the lock for too long. */
export function prepareBegin(database: DatabaseSync): () => void {
  const begin = database.prepare('BEGIN IMMEDIATE');
  let isPatient = true;
  return () => {
    try {
      begin.run();
    } catch (error) {
      if (isPatient && isBusy(error)) {
        isPatient = false;
        wait(database, LASTING_MS);
      }
      throw error;
    }
    if (isPatient) return;
    isPatient = true;
    waitPatiently(database);
  };
}
