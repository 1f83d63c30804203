import { randomUUID } from 'node:crypto';
import { closeSync, lstatSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Look } from '../look-through.ts';
import type {
  Append,
  AppendResult,
  ClaimedEvent,
  ClaimFilter,
  EventFilter,
  QueueSize,
  Replay,
  Settlement,
  StoreStats,
  Visitor,
} from '../store.ts';
import { isBusy } from './advice.ts';
import { prepareAppend } from './append.ts';
import { prepareBegin, waitPatiently } from './begin.ts';
import { boundLog } from './bound-log.ts';
import { prepareClaim } from './claim.ts';
import { prepareEventKeys } from './event-keys.ts';
import { prepareQueue, prepareStats } from './inspect.ts';
import { checkIntegrity, wasCutOff } from './integrity.ts';
import { guardFile } from './lost-file.ts';
import { PAGE_BYTES } from './page-size.ts';
import { prepareRecent } from './recent.ts';
import { prepareRenew } from './renew.ts';
import { prepareReplay } from './replay.ts';
import { migrate } from './schema.ts';
import { prepareSettle } from './settle.ts';
import { prepareSweep } from './sweep.ts';
import { prepareRecall } from './visitors.ts';

/** The operations of the store, synchronous, one writer: what runs inside the worker thread. */
export interface Engine {
  append(appends: readonly Append[], now: number): AppendResult[][];
  recall(keys: readonly string[]): Map<string, Visitor>;
  claim(limit: number, leaseMs: number, filter: ClaimFilter, now: number): ClaimedEvent[];
  renew(lease: string, ids: readonly number[], leaseMs: number, now: number): number[];
  settle(settlements: readonly Settlement[], now: number): number;
  replay(replays: readonly Replay[], now: number): number[];
  recent(limit: number, filter: EventFilter, rows: number): Look;
  stats(now: number): StoreStats;
  queue(now: number): QueueSize;
  check(now: number): void;
  sweep(now: number): boolean;
  /** Saves what is in a database whose file was lost, and says where it is now. */
  rescue(): string;
  close(): void;
}

/**
 * Opens the file, brings its schema up to date and prepares every statement once.
 * WAL with `synchronous=FULL` syncs the log at each commit: https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export function openEngine(path: string): Engine {
  const file = followLinks(path);
  const database = openDatabase(file);
  const { requireFile, rescue } = guardFile(database, file);
  const begin = prepareBegin(database);
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');

  /**
   * Makes one durable transaction of an operation: it returns after the commit, or nothing of it was kept. Where the
   * file has been taken away it throws, though all of it may be kept: nobody must rely on that.
   */
  function durable<Args extends unknown[], Result>(
    operation: (...args: Args) => Result,
  ): (...args: Args) => Result {
    return (...args) => {
      begin();
      try {
        const result = operation(...args);
        commit.run();
        requireFile();
        return result;
      } catch (error) {
        eventKeys.takeBack();
        if (database.isTransaction) rollback.run();
        throw error;
      }
    };
  }

  const eventKeys = prepareEventKeys(database);
  const claim = prepareClaim(database);
  const sweep = durable(prepareSweep(database, eventKeys));
  const probe = database.prepare('INSERT OR REPLACE INTO write_probe (id, written_at) VALUES (1, ?)');
  return {
    append: durable(prepareAppend(database, eventKeys)),
    recall: prepareRecall(database),
    claim: durable((limit: number, leaseMs: number, filter: ClaimFilter, now: number) =>
      claim(limit, leaseMs, randomUUID(), filter, now),
    ),
    renew: durable(prepareRenew(database)),
    settle: durable(prepareSettle(database)),
    replay: durable(prepareReplay(database, eventKeys)),
    recent: prepareRecent(database),
    stats: prepareStats(database),
    queue: prepareQueue(database),
    check: durable((now: number) => void probe.run(now)),
    sweep(now) {
      boundLog(database, file);
      return sweep(now);
    },
    rescue,
    close: () => database.close(),
  };
}

/** SQLite keeps its log beside the file itself, not beside a link to it. https://www.sqlite.org/tempfiles.html#write_ahead_log_wal_files */
function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Where it leads to a file that is not there yet; whatever else is wrong, opening it tells.
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    return isLink ? resolve(dirname(path), readlinkSync(path)) : path;
  }
}

function openDatabase(file: string): DatabaseSync {
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
