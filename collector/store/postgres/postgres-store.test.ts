import { Client } from 'pg';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../e2e/postgres-server.ts';
import { storeConformance } from '../conformance.ts';
import { followClock } from '../conformance-clock.ts';
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
  const followed = await followClock(admin, now);
  return { store: followed(store), reopen: async () => followed(await open()), destroy: clear };
});
