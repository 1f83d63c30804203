import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { groupCommit } from '../group-commit.ts';
import { lookThrough } from '../look-through.ts';
import type { Append, AppendResult, EventStore } from '../store.ts';
import type { Operations } from './operations.ts';
import { packAppends, unpack } from './packed.ts';
import type { Call, Reply } from './worker.ts';

/** By characters of the bodies: a transaction stays within some tens of milliseconds, the queue within memory. */
const COMMIT_LIMITS = { maxGroup: 2_000_000, maxWaiting: 64_000_000, maxRunning: 3, ahead: 20_000 };

export interface SqliteStoreOptions {
  /** Path of the database file; its folder is made where it is missing. */
  readonly file: string;
  readonly now: () => number;
  /** Called where the database's thread has ended by itself: nothing works from then on. */
  readonly onGone?: (error: Error) => void;
}

/**
 * Opens the embedded store. SQLite lives in a worker thread, so that a slow disk never holds up the event loop.
 *
 * @throws where the file cannot be opened, is not a database, or was written by a newer version
 */
export async function openSqliteStore({ file, now, onGone }: SqliteStoreOptions): Promise<EventStore> {
  makeFolder(dirname(resolve(file)));
  const call = startThread(file, onGone);
  // Resolves once the engine has opened, or rejects with the reason why it could not.
  await call('check', now());
  // Of this process only: another one on the same file looks by itself.
  const listeners: (() => void)[] = [];
  const appends = groupCommit<Append, AppendResult[]>(
    async (group) => {
      const results = await call('append', packAppends(group), now());
      for (const listener of listeners) listener();
      return results;
    },
    COMMIT_LIMITS,
    bodyLength,
  );
  return {
    append: (append) => appends.add(append),
    recall: (keys) => call('recall', keys),
    claim: async (limit, leaseMs, filter = {}) => unpack(await call('claim', limit, leaseMs, filter, now())),
    renew: (lease, ids, leaseMs) => call('renew', lease, ids, leaseMs, now()),
    settle: (settlements) => call('settle', settlements, now()),
    replay: (replays) => call('replay', replays, now()),
    recent: (limit, filter = {}) =>
      lookThrough(
        (count, before, rows) => call('recent', count, { ...filter, before }, rows),
        limit,
        filter.before,
      ),
    stats: () => call('stats', now()),
    queue: () => call('queue', now()),
    check: () => call('check', now()),
    onDue: (listener) => void listeners.push(listener),
    async sweep() {
      while (await call('sweep', now())) {
        // Each turn is a transaction of its own, so appends pass between two of them.
      }
    },
    async close() {
      await appends.idle();
      await call('close');
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the folder ${folder} cannot be made (${reason}): make it, writable for the user that the collector runs as, or name a file elsewhere`,
      { cause: error },
    );
  }
}

/** Characters of an append's bodies, the unit of `COMMIT_LIMITS`; never nothing, so that empty ones have an end too. */
function bodyLength({ events }: Append): number {
  return events.reduce((length, { body }) => length + body.length, 1);
}

type CallThread = <Name extends keyof Operations>(
  operation: Name,
  ...args: Parameters<Operations[Name]>
) => Promise<ReturnType<Operations[Name]>>;

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

function startThread(file: string, onGone: SqliteStoreOptions['onGone']): CallThread {
  // Node runs the .ts beside this file from the repository, and the emitted .js from the published package.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), { workerData: { file } });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let gone: Error | undefined;
  let isClosing = false;

  worker.on('message', (reply: Reply) => {
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if ('error' in reply) waiting?.reject(new Error(`store: ${resolve(file)}: ${reply.error}`));
    else waiting?.resolve(reply.result as never);
  });

  function fail(error: Error): void {
    if (!gone && !isClosing) onGone?.(error);
    gone ??= error;
    for (const waiting of pending.values()) waiting.reject(error);
    pending.clear();
  }
  worker.on('exit', () => fail(new Error('store: the database thread has ended')));

  worker.on('error', (error) => {
    fail(new Error(`The database ${resolve(file)} cannot be used: ${error.message}`, { cause: error }));
  });

  return (operation, ...args) =>
    new Promise((resolve, reject) => {
      if (gone) return reject(gone);
      const id = ++lastId;
      isClosing ||= operation === 'close';
      pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      worker.postMessage({ id, operation, args } satisfies Call);
    });
}
