import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newEvent } from '../conformance-events.ts';
import type { NewEvent } from '../store.ts';
import { openEngine } from './engine.ts';
import { PAGE_BYTES } from './page-size.ts';
import { openSqliteStore } from './sqlite-store.ts';

/** What the embedded store does when its disk or its file does not do what it should. */

const folders: string[] = [];
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clickthread-faults-'));
  folders.push(folder);
  return join(folder, 'events.db');
}

const NOW = Date.UTC(2026, 10, 18);
const of = (...events: NewEvent[]) => ({ events, sightings: [] });
const large = () => newEvent({ body: JSON.stringify({ text: 'x'.repeat(20_000) }) });

/** An engine with its own connection, which the test may turn against it. */
function openWithConnection(file = newFile()) {
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
  const engine = openEngine(file);
  const connection = exec.mock.contexts[0] as DatabaseSync;
  exec.mockRestore();
  closing.push(() => engine.close());
  return { engine, connection, file };
}

describe.each([
  {
    fault: 'a full disk',
    // https://www.sqlite.org/pragma.html#pragma_max_page_count: one page more is SQLITE_FULL.
    begin: 'PRAGMA max_page_count = 1',
    end: 'PRAGMA max_page_count = 4294967294',
    code: 13,
  },
  {
    fault: 'a disk that has become read-only',
    begin: 'PRAGMA query_only = 1',
    end: 'PRAGMA query_only = 0',
    code: 8,
  },
])('$fault', ({ begin, end, code }) => {
  it('keeps nothing of what it refuses, keeps what it had, and takes events again afterwards', () => {
    const { engine, connection } = openWithConnection();
    const [before, during] = [newEvent(), large()];
    engine.append([of(before)], NOW);

    connection.exec(begin);
    for (let round = 0; round < 3; round++) {
      expect(() => engine.append([of(newEvent(), during)], NOW)).toThrow(
        expect.objectContaining({ errcode: code }),
      );
    }
    expect(engine.queue(NOW).events).toBe(1);

    connection.exec(end);
    expect(() => engine.check(NOW)).not.toThrow();
    expect(engine.append([of(during, before)], NOW)).toEqual([['stored', 'duplicate']]);
    expect(engine.claim(10, 1000, {}, NOW).map(({ eventId }) => eventId)).toEqual([
      before.eventId,
      during.eventId,
    ]);
  });
});

it('a damaged file takes no event, and says what to do', async () => {
  const file = newFile();
  const first = openEngine(file);
  first.append([of(...Array.from({ length: 2000 }, () => newEvent()))], NOW);
  first.close();
  const damaged = await openFile(file, 'r+');
  const { size } = await damaged.stat();
  // All but the schema and the first tables' roots.
  const rubbish = Buffer.alloc(PAGE_BYTES, 0xa5);
  for (let at = 20 * PAGE_BYTES; at < size; at += PAGE_BYTES) await damaged.write(rubbish, 0, PAGE_BYTES, at);
  await damaged.close();

  const store = await openSqliteStore({ file, now: () => NOW });
  closing.push(() => store.close());
  const appends = Array.from({ length: 50 }, () => store.append(of(newEvent())));
  const refused = (await Promise.allSettled(appends)).filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(String((refused[0] as PromiseRejectedResult).reason)).toMatch(
    /malformed; the file is damaged: stop/,
  );
  // Another place of the file, which is whole: what is written there might not be found again.
  await expect(store.check()).rejects.toThrow(`${file}: database disk image is malformed`);
});

it('a file that somebody has locked takes no event until the lock is gone', async () => {
  const file = newFile();
  const store = await openSqliteStore({ file, now: () => NOW });
  closing.push(() => store.close());
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  const event = newEvent();
  const refusal = () =>
    expect(store.append(of(event))).rejects.toThrow(/locked; another program holds a lock/);
  await refusal();
  const began = performance.now();
  await refusal();
  expect(performance.now() - began, 'the second waits no two seconds again').toBeLessThan(1500);
  other.exec('ROLLBACK');
  other.close();
  await expect(store.append(of(event))).resolves.toEqual(['stored']);
});

describe('a file that is taken away while it is open', () => {
  /** A store with one event; what it takes from then on must not be acknowledged. */
  async function openAndTake(take: (file: string) => void) {
    const file = newFile();
    const gone = Promise.withResolvers<string>();
    const store = await openSqliteStore({
      file,
      now: () => NOW,
      onGone: ({ message }) => gone.resolve(message),
    });
    await store.append(of(newEvent({ eventId: 'before' })));
    take(file);
    return { file, store, message: gone.promise };
  }

  const idsIn = async (file: string) => {
    const store = await openSqliteStore({ file, now: () => NOW });
    const events = await store.recent(10);
    await store.close();
    return events.map(({ eventId }) => eventId);
  };

  it.each<[string, (file: string) => void, RegExp]>([
    ['the file', (file) => rmSync(file), /file .* was removed.* back in its place/],
    [
      'its whole folder',
      (file) => rmSync(join(file, '..'), { recursive: true }),
      /file .* was removed.* back in its place/,
    ],
    ['the log beside it', (file) => rmSync(`${file}-wal`), /log .* was removed.* is in the file/],
  ])(
    '%s: nothing is acknowledged any more, and the next process finds all that was',
    async (_what, take, said) => {
      const { file, store, message } = await openAndTake(take);
      await expect(store.append(of(newEvent({ eventId: 'after' })))).rejects.toThrow(
        'was removed or replaced',
      );
      expect(await message).toMatch(said);
      await expect(store.check()).rejects.toThrow();
      expect(await idsIn(file)).toContain('before');
      expect(readdirSync(join(file, '..'))).toEqual(['events.db']);
    },
  );

  it.each([
    { reason: 'SQLite keeps it beside the file', isThere: true },
    { reason: 'also where the link came first', isThere: false },
  ])('the log of a file behind a link: $reason', async ({ isThere }) => {
    const real = newFile();
    if (isThere) openEngine(real).close();
    const link = newFile();
    symlinkSync(real, link);
    const gone = Promise.withResolvers<string>();
    const onGone = ({ message }: Error) => gone.resolve(message);
    const store = await openSqliteStore({ file: link, now: () => NOW, onGone });
    await store.append(of(newEvent({ eventId: 'before' })));
    rmSync(`${real}-wal`);
    await expect(store.append(of(newEvent()))).rejects.toThrow('was removed or replaced');
    expect(await gone.promise).toMatch(/is in the file/);
    expect(await idsIn(link)).toContain('before');
  });

  it('the log, while somebody reads an older state: all that was stored is in its place', async () => {
    const { engine, file } = openWithConnection();
    engine.append([of(newEvent({ eventId: 'before' }))], NOW);
    const reader = new DatabaseSync(file, { readOnly: true });
    closing.push(() => reader.close());
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM events').get();
    const later = Array.from({ length: 100 }, () => newEvent());
    for (const event of later) engine.append([of(event)], NOW);
    rmSync(`${file}-wal`);
    expect(() => engine.append([of(newEvent())], NOW)).toThrow('was removed or replaced');
    expect(engine.rescue()).toBe('all that was stored is back in its place');
    expect(statSync(file).mode & 0o777, 'for its owner alone').toBe(0o600);
    const again = openEngine(file);
    closing.push(() => again.close());
    expect(again.append([of(...later)], NOW).flat()).toEqual(later.map(() => 'duplicate'));
  });

  it('is found out by a look at it, too', async () => {
    const { store, message } = await openAndTake((file) => rmSync(file));
    await expect(store.check()).rejects.toThrow('was removed or replaced');
    await message;
  });

  it('is found out by the relay, which asks for work', async () => {
    const { store, message } = await openAndTake((file) => rmSync(file));
    await expect(store.claim(1, 1000)).rejects.toThrow('was removed or replaced');
    await message;
  });

  it('and replaced by another: the other stays as it is, and what was stored lies beside it', async () => {
    const { file, store, message } = await openAndTake((path) => {
      rmSync(path);
      writeFileSync(path, 'somebody’s backup');
    });
    await expect(store.append(of(newEvent({ eventId: 'after' })))).rejects.toThrow('was removed or replaced');
    const copy = /all that was stored is in (\S+)$/.exec(await message)?.[1] ?? '';
    expect(await idsIn(copy)).toContain('before');
    expect(existsSync(`${file}-wal`), 'the old log would damage the new file').toBe(false);
    expect(await (await openFile(file)).readFile('utf8')).toBe('somebody’s backup');
  });
});
