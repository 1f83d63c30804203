import { randomUUID } from 'node:crypto';
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
import { prepareAppend } from './append.ts';
import { prepareBegin } from './begin.ts';
import { boundLog } from './bound-log.ts';
import { prepareClaim } from './claim.ts';
import { prepareEventKeys } from './event-keys.ts';
import { prepareQueue, prepareStats } from './inspect.ts';
import { guardFile } from './lost-file.ts';
import { followLinks, openDatabase } from './open-database.ts';
import { prepareRecent } from './recent.ts';
import { prepareRenew } from './renew.ts';
import { prepareReplay } from './replay.ts';
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
