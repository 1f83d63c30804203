import { inspect } from 'node:util';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../e2e/postgres-server.ts';
import { accepted, named, newEvent, several } from '../conformance-events.ts';
import type { EventStore, NewEvent } from '../store.ts';
import { createPool } from './connect.ts';
import { openPostgresStore } from './postgres-store.ts';

let server: PostgresServer;
let admin: Client;
const stores: EventStore[] = [];

beforeAll(async () => {
  server = await startPostgres(['-c', 'fsync=off']);
});
afterAll(() => server.destroy());

beforeEach(async () => {
  admin = new Client({ connectionString: server.url });
  admin.on('error', () => undefined);
  await admin.connect();
});
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close().catch(() => undefined)));
  await admin.query('DROP SCHEMA IF EXISTS clickthread CASCADE; DROP TABLE IF EXISTS test_clock');
  await admin.end();
});

async function open(url = server.url): Promise<EventStore> {
  const store = await openPostgresStore(url);
  stores.push(store);
  return store;
}

const append = (store: EventStore, events: readonly NewEvent[]) => store.append({ events, sightings: [] });

it('a password that is wrong is not told', async () => {
  const wrong = new URL(server.url);
  wrong.password = 'secret-9d4c7b1a20';
  const refused = open(wrong.href);
  await expect(refused).rejects.toThrow(
    `127.0.0.1:${server.port} cannot be used: password authentication failed`,
  );
  const error: unknown = await refused.catch((reason) => reason);
  // With all that hangs on it, as node would print it.
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('9d4c7b1a20');
});

describe('two collectors on one Postgres', () => {
  it('start at once on an empty database', async () => {
    await expect(Promise.all([open(), open(), open()])).resolves.toHaveLength(3);
    const { rows } = await admin.query('SELECT number FROM clickthread.migrations ORDER BY number');
    // Each of them once.
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.length).toBeGreaterThan(1);
  });

  it('keep one of two copies, and claim each event once', async () => {
    const both = [await open(), await open()] as const;
    const events = several(200);
    const appends = events.flatMap((event) => both.map((store) => append(store, [event])));
    const results = (await Promise.all(appends)).flat();
    expect(results.filter((result) => result === 'stored')).toHaveLength(200);

    const claims = await Promise.all(
      both.flatMap((store) => Array.from({ length: 8 }, () => store.claim(20, 60_000))),
    );
    const ids = claims.flat().map(({ eventId }) => eventId);
    expect(new Set(ids).size, 'no event twice').toBe(ids.length);
    // A row that one claim holds is passed over by the others, so that some may be left.
    const rest = await both[0].claim(200, 60_000);
    expect([...ids, ...rest.map(({ eventId }) => eventId)].sort()).toEqual(
      events.map(({ eventId }) => eventId).sort(),
    );
  });

  it('write the same ids in any order without ending in a deadlock', async () => {
    const both = [await open(), await open()] as const;
    const events = several(300);
    const keys = Array.from({ length: 50 }, (_, index) => ({ key: `visitor:${index}`, ttclid: 'c' }));
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, turn) =>
        (both[turn % 2] as EventStore).append({
          events: turn < 4 ? events : events.toReversed(),
          sightings: turn < 4 ? keys : keys.toReversed(),
        }),
      ),
    );
    expect(results.flat().filter((result) => result === 'stored')).toHaveLength(300);
  });

  it('settle only what is their own: who wakes after the lease has lost it', async () => {
    const [paused, other] = [await open(), await open()];
    await append(paused, named('a'));
    const late = await paused.claim(1, 100);
    const taken = await vi.waitUntil(async () => {
      const claimed = await other.claim(1, 60_000);
      return claimed.length > 0 && claimed;
    });
    expect(taken).toMatchObject([{ eventId: 'a', attempts: 1 }]);
    expect(await paused.settle(late.map(accepted))).toBe(0);
    expect(await other.settle(taken.map(accepted))).toBe(1);
  });

  it('go by the clock of the server', async () => {
    await open();
    const { rows } = await admin.query(
      'SELECT abs(extract(epoch FROM clock_timestamp()) * 1000 - clickthread.now_ms()) AS differs',
    );
    expect(Number(rows[0].differs)).toBeLessThan(1000);
  });

  it('wake each other for what is due, and for nothing else', async () => {
    const [one, other] = [await open(), await open()];
    const [own, heard] = [vi.fn(), vi.fn()];
    one.onDue(own);
    other.onDue(heard);
    await append(one, [newEvent({ relayed: false })]);
    expect(own).not.toHaveBeenCalled();
    // A notice may fall into the moment before the other one listens.
    await vi.waitUntil(async () => {
      await append(one, several(1));
      return heard.mock.calls.length > 0;
    });
    expect(own).toHaveBeenCalled();
  });
});

describe('the database', () => {
  it('may be restarted: what is asked meanwhile is refused, then all goes on by itself', async () => {
    const [one, other] = [await open(), await open()];
    expect(await append(one, named('a'))).toEqual(['stored']);
    await server.stop();
    await expect(append(one, named('b'))).rejects.toThrow('store: ');
    await expect(one.check()).rejects.toThrow('store: ');
    await server.start();
    const results = await vi.waitUntil(() => append(one, named('a', 'b')).catch(() => false), {
      timeout: 10_000,
    });
    expect(results).toEqual(['duplicate', 'stored']);
    await expect(other.check()).resolves.toBeUndefined();
    expect((await other.claim(10, 1000)).map(({ eventId }) => eventId)).toEqual(['a', 'b']);
    const heard = vi.fn();
    other.onDue(heard);
    await vi.waitUntil(
      async () => {
        await append(one, several(1));
        return heard.mock.calls.length > 0;
      },
      { timeout: 10_000 },
    );
    admin = new Client({ connectionString: server.url });
    await admin.connect();
  });

  it('is refused where a newer version wrote it, and left as it is', async () => {
    await open();
    await admin.query('INSERT INTO clickthread.migrations (number) VALUES (999)');
    await expect(open()).rejects.toThrow(
      /cannot be used: The database has schema 999.*start the newer version/,
    );
  });

  it.each([
    { port: undefined, said: 'password authentication failed' },
    { port: '1', said: 'ECONNREFUSED' },
  ])('is refused with a reason, but without its password: $said', async ({ port, said }) => {
    const url = new URL(server.url);
    url.password = 'hunter2';
    url.port = port ?? url.port;
    const error = await open(url.href).catch((reason) => reason);
    expect(error.message).toContain(`The database at 127.0.0.1:${url.port} cannot be used: `);
    expect(error.message).toContain(said);
    expect(error.message).not.toContain('hunter2');
  });

  it('compiles no statement, whatever its settings say', async () => {
    await admin.query('ALTER ROLE clickthread SET jit = on');
    const pool = createPool(server.url);
    try {
      expect((await pool.query('SHOW jit')).rows).toEqual([{ jit: 'off' }]);
    } finally {
      await pool.end();
      await admin.query('ALTER ROLE clickthread RESET jit');
    }
  });

  it('commits durably even where its settings say otherwise', async () => {
    await admin.query('ALTER ROLE clickthread SET synchronous_commit = off');
    const pool = createPool(server.url);
    try {
      const { rows } = await pool.query('SHOW synchronous_commit');
      expect(rows).toEqual([{ synchronous_commit: 'on' }]);
    } finally {
      await pool.end();
      await admin.query('ALTER ROLE clickthread RESET synchronous_commit');
    }
  });

  it('never costs an event its neighbours: what Postgres cannot hold is left out', async () => {
    const store = await open();
    const sightings = [{ key: 'visitor:1', pageUrl: 'https://a.example/\0x' }];
    expect(await store.append({ events: [newEvent(), newEvent({ findings: '\0[]' })], sightings })).toEqual([
      'stored',
      'stored',
    ]);
    expect((await store.recall(['visitor:1'])).get('visitor:1')?.pageUrl).toBe('https://a.example/x');
  });
});
