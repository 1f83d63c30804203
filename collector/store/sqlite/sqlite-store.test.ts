import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newEvent, storeConformance } from '../conformance.ts';
import type { EventStore } from '../store.ts';
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

storeConformance('the embedded store', async (now) => {
  const file = newFile();
  return { store: await open(file, now), reopen: () => open(file, now), destroy: clear };
});

describe('the file', () => {
  it('is made with its folders', async () => {
    const file = join(newFile(), '..', 'a', 'b', 'events.db');
    await expect(open(file)).resolves.toBeDefined();
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

it('sweeps more than one turn takes', async () => {
  let clock = Date.UTC(2026, 10, 18);
  const file = newFile();
  const store = await open(file, () => clock);
  const keys = Array.from({ length: 12_000 }, () => newEvent({ receivedAt: clock }));
  await store.append({ events: keys, sightings: [] });
  clock += 48 * 3_600_000;
  await store.sweep();
  await store.close();
  const database = new DatabaseSync(file);
  expect(database.prepare('SELECT count(*) AS keys FROM event_keys').get()).toEqual({ keys: 0 });
  expect(database.prepare('SELECT count(*) AS events FROM outbox').get()).toEqual({ events: 12_000 });
  database.close();
});
