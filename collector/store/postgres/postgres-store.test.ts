import { Client } from 'pg';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../e2e/postgres-server.ts';
import { storeConformance } from '../conformance.ts';
import type { EventStore } from '../store.ts';
import { openPostgresStore } from './postgres-store.ts';

let server: PostgresServer;
let admin: Client;
const stores: EventStore[] = [];

beforeAll(async () => {
  // Nothing here cuts the power: without fsync the tests take half the time.
  server = await startPostgres(['-c', 'fsync=off']);
  admin = new Client({ connectionString: server.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await server.destroy();
});

async function open(): Promise<EventStore> {
  const store = await openPostgresStore(server.url);
  stores.push(store);
  return store;
}

async function clear(): Promise<void> {
  await Promise.all(stores.splice(0).map((store) => store.close().catch(() => undefined)));
  await admin.query('DROP SCHEMA IF EXISTS clickthread CASCADE; DROP TABLE IF EXISTS test_clock');
}
afterEach(clear);

storeConformance('Postgres', async (now) => {
  const store = await open();
  const followed = await followClock(now);
  return { store: followed(store), reopen: async () => followed(await open()), destroy: clear };
});

/** In this database, in place of the server's clock, one that shows what `now` says whenever the store is called. */
async function followClock(now: () => number): Promise<(store: EventStore) => EventStore> {
  let shown: number | undefined;
  const show = async () => {
    const time = now();
    await admin.query('UPDATE test_clock SET now_ms = $1', [time]);
    shown = time;
  };
  await admin.query('CREATE TABLE test_clock (now_ms bigint); INSERT INTO test_clock VALUES (0)');
  await show();
  await admin.query(
    "CREATE OR REPLACE FUNCTION clickthread.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT now_ms FROM test_clock'",
  );
  return (store) =>
    new Proxy(store, {
      get(target, name: keyof EventStore) {
        const operation = target[name] as ((...args: unknown[]) => unknown) | undefined;
        if (!operation || name === 'close' || name === 'onDue') return operation;
        return (...args: unknown[]) =>
          now() === shown ? operation(...args) : show().then(() => operation(...args));
      },
    });
}
