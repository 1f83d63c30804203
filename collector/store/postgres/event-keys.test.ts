import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../e2e/postgres-server.ts';
import { followClock } from '../conformance-clock.ts';
import { dead, named, newEvent } from '../conformance-events.ts';
import type { EventStore, NewEvent } from '../store.ts';
import { openPostgresStore } from './postgres-store.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
let server: PostgresServer;
let admin: Client;
const stores: EventStore[] = [];

beforeAll(async () => {
  server = await startPostgres(['-c', 'fsync=off']);
  admin = new Client({ connectionString: server.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await server.destroy();
});
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await admin.query('DROP SCHEMA IF EXISTS clickthread CASCADE; DROP TABLE IF EXISTS test_clock');
});

async function open(): Promise<EventStore> {
  const store = await openPostgresStore(server.url);
  stores.push(store);
  return store;
}

const append = (store: EventStore, events: readonly NewEvent[]) => store.append({ events, sightings: [] });

describe('the ids of a day', () => {
  const MIDNIGHT = Date.UTC(2026, 10, 19);
  const dayOf = (time: number) => `event_keys_${Math.floor(time / DAY)}`;
  let clock: number;
  let store: EventStore;

  beforeEach(async () => {
    clock = MIDNIGHT - 1;
    const opened = await open();
    store = (await followClock(admin, () => clock))(opened);
    // Those of the real clock's days go, so that nothing here depends on the year it runs in.
    for (const name of await partitions()) await admin.query(`DROP TABLE clickthread.${name}`);
    await store.sweep();
  });

  async function partitions(): Promise<string[]> {
    const { rows } = await admin.query(
      "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'clickthread.event_keys'::regclass ORDER BY 1",
    );
    return rows.map(({ relname }) => relname);
  }

  it('lie in a table of their own, made ahead, and dropped when 48 hours and a day are over', async () => {
    clock += 40 * DAY;
    await store.sweep();
    expect(await partitions()).toEqual([-1, 0, 1, 2].map((days) => dayOf(clock + days * DAY)));
    await append(store, named('a'));
    const first = dayOf(clock);
    clock += 3 * DAY;
    await store.sweep();
    expect(await partitions()).toContain(first);
    clock += DAY;
    await store.sweep();
    expect(await partitions()).toEqual([-3, -2, -1, 0, 1, 2].map((days) => dayOf(clock + days * DAY)));
  });

  it('are written also where no sweep has made the table: of new events, and of dead ones that go back', async () => {
    await append(store, named('a'));
    const claimed = await store.claim(1, 60_000);
    await store.settle(claimed.map(dead));
    clock += 5 * DAY;
    const ids = claimed.map(({ id }) => id);
    expect(await store.replay(ids.map((id) => ({ id, history: 'H' })))).toEqual(ids);
    clock += 5 * DAY;
    expect(await append(store, named('b'))).toEqual(['stored']);
  });

  describe('while somebody reads them', () => {
    let reader: Client;
    beforeEach(async () => {
      reader = new Client({ connectionString: server.url });
      await reader.connect();
    });
    afterEach(() => reader.end());
    const read = () => reader.query('BEGIN; SELECT count(*) FROM clickthread.event_keys');

    it('have their tables made, for days, and the old ones dropped when that is over', async () => {
      const before = await partitions();
      await read();
      clock += 7 * DAY;
      await store.sweep();
      const ahead = [-1, 0, 1, 2].map((days) => dayOf(clock + days * DAY));
      expect(await partitions()).toEqual([...before, ...ahead]);
      expect(await append(store, named('a'))).toEqual(['stored']);

      await reader.query('ROLLBACK');
      await store.sweep();
      expect(await partitions()).toEqual(ahead);
    });

    it('are written by all while a collector starts that has old ones to drop', async () => {
      clock += 2 * DAY;
      await store.sweep();
      await read();
      clock += DAY;
      await append(store, named('today'));
      let isStarting = true;
      const started = open().finally(() => {
        isStarting = false;
      });
      while (isStarting) expect(await append(store, [newEvent()])).toEqual(['stored']);
      await started;
      expect(await partitions(), 'what it could not drop').toContain(dayOf(clock - 4 * DAY));
    });
  });

  it('are unique over midnight too, also while the first copy is on its way', async () => {
    // Two connections of ours, so that the first copy has been written and not committed when the second comes.
    const early = new Client({ connectionString: server.url });
    await early.connect();
    await append(store, named('other'));
    await early.query('BEGIN');
    const { rows } = await admin.query('SELECT key FROM clickthread.event_keys LIMIT 1');
    await admin.query('DELETE FROM clickthread.event_keys');
    await early.query(
      'INSERT INTO clickthread.event_keys (key, pixel, day, expires_at) VALUES ($1, $2, $3, $4)',
      [rows[0].key, newEvent().pixel, Math.floor(clock / DAY), clock + 48 * HOUR],
    );
    clock += 10;
    const second = append(store, named('other'));
    await vi.waitUntil(async () => {
      const waiting = await admin.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      return waiting.rowCount === 1;
    });
    await early.query('COMMIT');
    expect(await second).toEqual(['duplicate']);
    await early.end();
  });

  it.each([
    { at: MIDNIGHT, reason: 'the first moment of a day' },
    { at: MIDNIGHT + HOUR - 1, reason: 'the last moment in which yesterday is written to as well' },
    { at: MIDNIGHT + HOUR, reason: 'the first moment after' },
  ])('last 48 hours: $reason', async ({ at }) => {
    clock = at;
    expect(await append(store, named('a'))).toEqual(['stored']);
    expect(await append(store, named('a'))).toEqual(['duplicate']);
    clock = at + 48 * HOUR - 1;
    expect(await append(store, named('a'))).toEqual(['duplicate']);
    clock += 1;
    expect(await append(store, named('a'))).toEqual(['stored']);
  });
});
