import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { storeConformance } from '../conformance.ts';
import { accepted, newEvent } from '../conformance-events.ts';
import type { ClaimedEvent, EventStore } from '../store.ts';
import { openEngine } from './engine.ts';
import { openSqliteStore } from './sqlite-store.ts';

const folders: string[] = [];
const stores: EventStore[] = [];

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clickthread-store-'));
  folders.push(folder);
  return join(folder, 'events.db');
}

async function open(file: string, now: () => number = Date.now): Promise<EventStore> {
  const store = await openSqliteStore({ file, now });
  stores.push(store);
  return store;
}

async function clear(): Promise<void> {
  await Promise.all(stores.splice(0).map((store) => store.close().catch(() => undefined)));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}
afterEach(clear);

/** A file as version 0.1.0 leaves it: schema 1, with an event in each state. */
function writeFirstVersion(file: string): void {
  const database = new DatabaseSync(file);
  database.exec(`
    CREATE TABLE event_keys (key BLOB PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX event_keys_expiry ON event_keys (expires_at);
    CREATE TABLE events (
      id INTEGER PRIMARY KEY, pixel TEXT NOT NULL, event_source TEXT NOT NULL, test_event_code TEXT,
      event TEXT NOT NULL, event_id TEXT NOT NULL, body TEXT NOT NULL, received_at INTEGER NOT NULL
    );
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY, due_at INTEGER NOT NULL, lease TEXT, attempts INTEGER NOT NULL DEFAULT 0, reason TEXT
    );
    CREATE INDEX outbox_due ON outbox (due_at);
    CREATE TABLE settled (
      id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('accepted', 'dead')),
      settled_at INTEGER NOT NULL, attempts INTEGER NOT NULL, reason TEXT, request_id TEXT
    );
    CREATE INDEX settled_at ON settled (state, settled_at);
    CREATE TABLE visitors (
      key BLOB PRIMARY KEY, ttclid TEXT, ttp TEXT, ip TEXT, user_agent TEXT, page_url TEXT, seen_at INTEGER NOT NULL
    );
    CREATE INDEX visitors_seen ON visitors (seen_at);
    CREATE TABLE write_probe (id INTEGER PRIMARY KEY CHECK (id = 1), written_at INTEGER NOT NULL);
    INSERT INTO events VALUES
      (1, 'C4', 'web', NULL, 'Purchase', 'sent', '{}', 1),
      (2, 'C4', 'web', NULL, 'Purchase', 'dead', '{}', 2),
      (3, 'C4', 'web', NULL, 'Purchase', 'waiting', '{}', 3);
    INSERT INTO settled VALUES (1, 'accepted', 9, 1, NULL, 'R1'), (2, 'dead', 9, 3, '40002 no', 'R2');
    INSERT INTO outbox (id, due_at) VALUES (3, 9);
    PRAGMA user_version = 1;
  `);
  database.close();
}

storeConformance('the embedded store', async (now) => {
  const file = newFile();
  return { store: await open(file, now), reopen: () => open(file, now), destroy: clear };
});

describe('the file', () => {
  it('is made with its folders', async () => {
    const file = join(newFile(), '..', 'a', 'b', 'events.db');
    await expect(open(file)).resolves.toBeDefined();
  });

  it.each([
    { there: undefined, mode: 0o600, reason: 'a new one: hashes of people are in it' },
    { there: 0o644, mode: 0o644, reason: 'one that is there keeps what its owner gave it' },
  ])('is for whom it is meant: $reason', async ({ there, mode }) => {
    const file = newFile();
    if (there !== undefined) {
      writeFileSync(file, '');
      chmodSync(file, there);
    }
    const store = await open(file);
    await store.append({ events: [newEvent()], sightings: [] });
    const modes = ['', '-wal', '-shm'].map((end) => statSync(`${file}${end}`).mode & 0o777);
    expect(modes).toEqual([mode, mode, mode]);
  });

  it('is in WAL mode, which the file itself remembers', async () => {
    const file = newFile();
    await (await open(file)).close();
    const database = new DatabaseSync(file, { readOnly: true });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
  });

  it('is synced at each commit', () => {
    // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous. It belongs to the connection, not to the file.
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    const engine = openEngine(newFile());
    const connection = exec.mock.contexts[0] as DatabaseSync | undefined;
    expect(connection?.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(connection?.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    engine.close();
    exec.mockRestore();
  });

  it('of a newer version is refused, and left as it is', async () => {
    const file = newFile();
    await (await open(file)).close();
    const before = new DatabaseSync(file);
    before.exec('PRAGMA user_version = 999');
    before.close();
    await expect(open(file)).rejects.toThrow(
      /cannot be used: The database has schema 999.*start the newer version/,
    );
    const after = new DatabaseSync(file);
    expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 999 });
    after.close();
  });

  it('of the first version keeps what it holds, and may hold what is collected only', async () => {
    const file = newFile();
    writeFirstVersion(file);
    const store = await open(file);
    expect(await store.append({ events: [newEvent({ relayed: false })], sightings: [] })).toEqual(['stored']);
    expect(await store.recent(10)).toMatchObject([
      { state: 'collected' },
      { eventId: 'waiting', state: 'due' },
      { eventId: 'dead', state: 'dead', attempts: 3, reason: '40002 no', requestId: 'R2' },
      { eventId: 'sent', state: 'accepted', attempts: 1, reason: null, requestId: 'R1' },
    ]);
    expect(await store.claim(10, 1000)).toMatchObject([{ eventId: 'waiting' }]);
    expect(await store.replay([{ id: 2, history: 'H' }])).toEqual([2]);
    await store.close();
    const database = new DatabaseSync(file, { readOnly: true });
    const plan = database
      .prepare("EXPLAIN QUERY PLAN SELECT id FROM settled WHERE state = 'dead' AND settled_at <= 1")
      .get();
    expect(plan?.detail, 'the index is there').toContain('settled_at');
    database.close();
  });

  it('that is no database is refused with its name', async () => {
    const file = newFile();
    writeFileSync(file, 'event_id,email\n'.repeat(1000));
    await expect(open(file)).rejects.toThrow(`The database ${file} cannot be used: file is not a database`);
  });

  it('that is a folder is refused with its name', async () => {
    const folder = join(newFile(), '..');
    await expect(open(folder)).rejects.toThrow(`The database ${folder} cannot be used`);
  });
});

describe('two collectors on one file', () => {
  it.each([1, 2, 3, 4, 5])('open a new one together (round %i)', async () => {
    const file = newFile();
    await expect(Promise.all([open(file), open(file), open(file)])).resolves.toHaveLength(3);
  });

  it('lose no event and keep none twice', async () => {
    const file = newFile();
    const both = [await open(file), await open(file)] as const;
    const events = Array.from({ length: 200 }, () => newEvent());
    const appends = events.flatMap((event) =>
      both.map((store) => store.append({ events: [event], sightings: [] })),
    );
    const results = (await Promise.all(appends)).flat();
    expect(results.filter((result) => result === 'stored')).toHaveLength(200);

    const claims = await Promise.all(
      both.flatMap((store) => [store.claim(80, 60_000), store.claim(80, 60_000)]),
    );
    const ids = claims.flat().map((event) => event.eventId);
    expect(ids.sort()).toEqual(events.map((event) => event.eventId).sort());
  });

  it('settle only what is their own', async () => {
    let clock = Date.UTC(2026, 10, 18);
    const file = newFile();
    const [one, other] = [await open(file, () => clock), await open(file, () => clock)];
    await one.append({ events: [newEvent({ receivedAt: clock })], sightings: [] });
    const slow = await one.claim(1, 1000);
    clock += 1000;
    const quick = await other.claim(1, 1000);
    const settled = (claimed: typeof slow) =>
      claimed.map(({ id, lease }) => ({ id, lease, kind: 'accepted', requestId: null }) as const);
    expect(await one.settle(settled(slow))).toBe(0);
    expect(await other.settle(settled(quick))).toBe(1);
  });
});

it('sends what it took while the clock was days ahead, once that is right again', async () => {
  const HOUR = 3_600_000;
  let clock = Date.UTC(2026, 10, 18);
  const store = await open(newFile(), () => clock);
  clock += 50 * HOUR;
  await store.append({ events: [newEvent({ eventId: 'early' })], sightings: [] });
  clock -= 50 * HOUR;
  await store.append({ events: [newEvent({ eventId: 'put off' })], sightings: [] });
  const claimed = await store.claim(10, 1000);
  expect(claimed.map(({ eventId }) => eventId).sort()).toEqual(['early', 'put off']);
  const putOff = claimed.find(({ eventId }) => eventId === 'put off') as ClaimedEvent;
  await store.settle([
    { id: putOff.id, lease: putOff.lease, kind: 'retry', dueAt: clock + 12 * HOUR, reason: '50000' },
  ]);
  // The longest of the relay's waits.
  expect(await store.claim(10, 1000)).toEqual([]);
});

it('sweeps more than one turn takes', async () => {
  let clock = Date.UTC(2026, 10, 18);
  const file = newFile();
  const store = await open(file, () => clock);
  const keys = Array.from({ length: 12_000 }, () => newEvent({ receivedAt: clock }));
  await store.append({ events: keys, sightings: [] });
  await store.settle((await store.claim(12_000, 1000)).map(accepted));
  clock += 48 * 3_600_000;
  await store.sweep();
  await store.close();
  const database = new DatabaseSync(file);
  expect(database.prepare('SELECT count(*) AS events FROM events').get()).toEqual({ events: 0 });
  database.close();
});

it('refuses what would fill memory while the disk is busy, and keeps what it has taken', async () => {
  const store = await open(newFile());
  // 64 million characters may wait: 32 of these, and those of the first commit are on their way.
  const body = JSON.stringify({ text: 'x'.repeat(2_000_000) });
  const ids = Array.from({ length: 40 }, (_, index) => `large-${index}`);
  const results = await Promise.allSettled(
    ids.map((eventId) => store.append({ events: [newEvent({ eventId, body })], sightings: [] })),
  );
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  for (const { reason } of refused) expect(String(reason)).toContain('waiting for the disk');
  expect(await store.stats()).toMatchObject({ due: ids.length - refused.length });
});
