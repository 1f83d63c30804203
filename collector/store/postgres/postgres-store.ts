import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { groupCommit } from '../group-commit.ts';
import type { Append, AppendResult, EventStore } from '../store.ts';
import { append } from './append.ts';
import { claim } from './claim.ts';
import { codeOf, createPool, createRun, PostgresError, reasonOf } from './connect.ts';
import { openDueChannel } from './due-channel.ts';
import { queue, stats } from './inspect.ts';
import { recent } from './recent.ts';
import { renew } from './renew.ts';
import { replay } from './replay.ts';
import { migrate } from './schema.ts';
import { settle } from './settle.ts';
import { sweep } from './sweep.ts';
import { recall } from './visitors.ts';

/**
 * By characters of the bodies. Smaller groups than in SQLite, and more of them under way: the server works on one while
 * the next one is put into words.
 */
const COMMIT_LIMITS = { maxGroup: 250_000, maxWaiting: 64_000_000, maxRunning: 3, ahead: 40_000 };

/**
 * How long the connections may take to end: where a network swallows packets, nothing else would end the wait. Short,
 * since whoever stops a collector gives it ten seconds in all, and nothing of use is under way any more.
 */
const CLOSE_MS = 1000;

const CHECK = {
  name: 'check',
  text: `INSERT INTO clickthread.write_probe (id, written_at) VALUES (1, clickthread.now_ms())
         ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at`,
};

/**
 * Opens the store for several collectors: a Postgres database of any make. Its tables lie in a schema of their own.
 * While the server is away every operation rejects, and works again once it is back.
 *
 * @param url `postgres://user:password@host/database`, with parameters such as `?sslmode=verify-full`
 * @throws where the server cannot be reached or the schema cannot be brought up to date
 */
export async function openPostgresStore(url: string): Promise<EventStore> {
  await migrateOnce(url);
  const pool = createPool(url);
  const run = createRun(pool);
  const listeners: (() => void)[] = [];
  const wake = () => {
    for (const listener of listeners) listener();
  };
  const channel = openDueChannel(url, wake);
  const appends = groupCommit<Append, AppendResult[]>(
    async (group) => {
      const { results, isDue } = await append(run, group);
      if (isDue) {
        wake();
        channel.tell();
      }
      return results;
    },
    COMMIT_LIMITS,
    bodyLength,
  );
  return {
    append: (each) => appends.add(each),
    recall: (keys) => recall(run, keys),
    claim: (limit, leaseMs, filter) => claim(run, limit, leaseMs, randomUUID(), filter),
    renew: (lease, ids, leaseMs) => renew(run, lease, ids, leaseMs),
    settle: (settlements) => settle(run, settlements),
    async replay(replays) {
      const ids = await replay(run, replays);
      if (ids.length > 0) {
        wake();
        channel.tell();
      }
      return ids;
    },
    recent: (limit, filter) => recent(run, limit, filter),
    stats: () => stats(run),
    queue: () => queue(run),
    check: async () => void (await run(CHECK, [])),
    sweep: () => sweep(run),
    onDue: (listener) => void listeners.push(listener),
    async close() {
      const closed = appends.idle().then(() => Promise.all([channel.close(), pool.end()]));
      const isClosed = await Promise.race([closed.then(() => true), delay(CLOSE_MS, false, { ref: false })]);
      if (!isClosed) throw new PostgresError(`store: not closed within ${CLOSE_MS} ms`, '');
    },
  };
}

/** On a connection of its own, since the pool's may not wait as long as a migration takes. */
async function migrateOnce(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // The statement that was running tells of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await migrate(client);
  } catch (error) {
    // Host and port, and not the address: a password may stand in it.
    throw new PostgresError(
      `The database at ${client.host}:${client.port} cannot be used: ${reasonOf(error)}`,
      codeOf(error),
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Characters of an append's bodies, the unit of `COMMIT_LIMITS`; never nothing, so that empty ones have an end too. */
function bodyLength({ events }: Append): number {
  return events.reduce((length, { body }) => length + body.length, 1);
}
