import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newEvent, several } from '../conformance-events.ts';
import { backUpSqlite } from './backup.ts';
import { openEngine } from './engine.ts';
import { PAGE_BYTES } from './page-size.ts';
import { openSqliteStore } from './sqlite-store.ts';

const NOW = Date.UTC(2026, 10, 18);
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clickthread-integrity-'));
  file = join(folder, 'events.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file of more than a hundred pages, one of which in the middle is rubbish. */
function writeDamaged(): void {
  const engine = openEngine(file);
  engine.append(
    [{ events: several(1000).map((event) => ({ ...event, body: 'x'.repeat(900) })), sightings: [] }],
    NOW,
  );
  engine.close();
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, PAGE_BYTES * 75);
  closeSync(descriptor);
}

/** As a process leaves it that was killed. SQLite ignores a log that does not belong to the file. */
const cutOff = () => writeFileSync(`${file}-wal`, 'x'.repeat(100));

describe('a damaged file', () => {
  it('is refused after a kill or a power cut, with what was found', () => {
    writeDamaged();
    cutOff();
    expect(() => openEngine(file)).toThrow(
      /^it is damaged \(.+\)\. Keep the file, and put a backup in its place/,
    );
  });

  it('is not looked for after a clean stop, which leaves no log', () => {
    openEngine(file).close();
    expect(existsSync(`${file}-wal`)).toBe(false);
    writeDamaged();
    expect(() => openEngine(file).close()).not.toThrow();
  });

  it('is not found in a sound one', () => {
    openEngine(file).close();
    cutOff();
    expect(() => openEngine(file).close()).not.toThrow();
  });
});

describe('a backup', () => {
  const copy = () => join(folder, 'copy.db');

  it('is made while the collector writes, and holds what was stored before', async () => {
    const store = await openSqliteStore({ file, now: () => NOW });
    try {
      const before = several(500);
      await store.append({ events: before, sightings: [] });
      let isDone = false;
      const writing = (async () => {
        while (!isDone) await store.append({ events: [newEvent()], sightings: [] });
      })();
      const bytes = await backUpSqlite(file, copy());
      isDone = true;
      await writing;
      expect(bytes).toBe(statSync(copy()).size);
      expect(statSync(copy()).mode & 0o777).toBe(0o600);
      const restored = openEngine(copy());
      expect(restored.append([{ events: before, sightings: [] }], NOW)).toEqual([
        Array(500).fill('duplicate'),
      ]);
      expect(restored.stats(NOW).due).toBeGreaterThanOrEqual(500);
      restored.close();
    } finally {
      await store.close();
    }
  });

  it('never replaces a file', async () => {
    openEngine(file).close();
    writeFileSync(copy(), 'mine');
    await expect(backUpSqlite(file, copy())).rejects.toThrow('exists already');
  });

  it('is not made of a damaged file', async () => {
    writeDamaged();
    await expect(backUpSqlite(file, copy())).rejects.toThrow('damaged');
    expect(existsSync(copy())).toBe(false);
    expect(existsSync(`${copy()}.part`)).toBe(false);
  });

  it('is not made of nothing', async () => {
    await expect(backUpSqlite(file, copy())).rejects.toThrow(`there is no database ${file}`);
    expect(existsSync(file)).toBe(false);
  });
});

describe('the file', () => {
  it('gives back what a jam has filled, and keeps a reserve', () => {
    const engine = openEngine(file);
    const events = several(1000).map((event) => ({ ...event, body: 'x'.repeat(100_000) }));
    engine.append([{ events, sightings: [] }], NOW);
    const claimed = engine.claim(1000, 1000, {}, NOW);
    engine.settle(
      claimed.map(({ id, lease }) => ({ id, lease, kind: 'accepted', requestId: null })),
      NOW,
    );
    while (engine.sweep(NOW + 24 * 3_600_000)) {
      // until nothing is left
    }
    engine.close();
    const database = new DatabaseSync(file);
    const { pages, free } = database
      .prepare(
        'SELECT page_count AS pages, freelist_count AS free FROM pragma_page_count, pragma_freelist_count',
      )
      .get() as { pages: number; free: number };
    database.close();
    // 1,000 bodies of 100 kB are 13,000 pages of 8,192 bytes; 8,000 stay.
    expect(free).toBeGreaterThan(7500);
    expect(pages).toBeLessThan(8600);
  });
});
