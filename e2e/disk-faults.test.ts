import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { PAGE_BYTES } from '../collector/store/sqlite/page-size.ts';
import type { CollectorProcess } from './collector-process.ts';
import { EACH, type FaultTrial, startFaultTrial } from './fault-trial.ts';
import { asOrdinaryUser } from './ordinary-user.ts';
import { smallDisk } from './small-disk.ts';

/** A disk and a file that fail the real process: no false 2xx, and it goes on by itself. */

let trial: FaultTrial;
beforeAll(async () => {
  trial = await startFaultTrial();
});
afterEach(() => trial.reset());
afterAll(() => trial.close());

/** Lines that tell of the store: what has gone wrong, and that all is well again. */
const told = (collector: CollectorProcess) =>
  collector
    .stdout()
    .split('\n')
    .filter((line) => line.includes('"msg":"the store takes'));

function succeeds(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

/** Limits the size of files that the process may write, as a quota would; anybody may raise it up to the old one. */
const limitFiles = (pid: number, bytes: number | string) =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);

const canLimit = process.platform === 'linux' && succeeds(() => execFileSync('prlimit', ['--version']));

it.runIf(canLimit)('a file that may not grow: 503, not ready, and all is well again afterwards', async () => {
  const acknowledged: string[] = [];
  const running = await trial.start(trial.newFile());
  expect((await trial.post(running, acknowledged)).status).toBe(202);
  limitFiles(running.pid, 1);
  await trial.expectRefused(running, acknowledged);
  await trial.expectTold(running, /the disk does not do what it is told: look at its quota/);
  limitFiles(running.pid, 'unlimited');
  await trial.expectRecovered(running, acknowledged);
});

/** Where the next collector finds an empty disk of its own. */
function newDisk(rights: 'rw' | 'ro' = 'rw') {
  const path = join(trial.newFile(), '..');
  mkdirSync(path);
  return smallDisk(path, { rights });
}

it('a full disk: 503, not ready, and all that was acknowledged is delivered when there is room', async (context) => {
  const disk = newDisk();
  if (!disk) return context.skip('this system grants no disk of its own to a process');
  const acknowledged: string[] = [];
  const running = await trial.start(join(disk.path, 'clickthread.db'), {}, { before: disk.command });
  const ballast = join(disk.seenFromOutside(running.pid), 'ballast');
  expect((await trial.post(running, acknowledged)).status).toBe(202);
  expect(succeeds(() => writeFileSync(ballast, Buffer.alloc(5_000_000)))).toBe(false);

  // The log has some room of its own, maybe.
  await vi.waitFor(
    async () => expect((await trial.post(running, acknowledged, 2000)).status).toBe(503),
    EACH,
  );
  await trial.expectRefused(running, acknowledged);
  await trial.expectTold(running, /the disk is full: make room/);
  rmSync(ballast);
  await trial.expectRecovered(running, acknowledged);
});

it('a small disk: the log beside the database never takes all of it, and nobody is refused', async (context) => {
  const disk = newDisk();
  if (!disk) return context.skip('this system grants no disk of its own to a process');
  const acknowledged: string[] = [];
  const running = await trial.start(join(disk.path, 'clickthread.db'), {}, { before: disk.command });
  // Each commit writes some pages of 8192 bytes to the log, whatever is in it: three times what the disk holds.
  for (let count = 0; count < 500; count++) {
    expect((await trial.post(running, acknowledged)).status, `event ${count}`).toBe(202);
  }
  await trial.expectDelivered(acknowledged);
});

describe('a start where nothing may be written names the place and what to do', () => {
  /** A folder with an empty file in it, each with these rights. */
  function make(folderMode: number, fileMode: number): string {
    const file = trial.newFile();
    mkdirSync(dirname(file));
    writeFileSync(file, '');
    chmodSync(file, fileMode);
    chmodSync(dirname(file), folderMode);
    onTestFinished(() => chmodSync(dirname(file), 0o755));
    return file;
  }

  it('a file that is read-only', async () => {
    const file = make(0o755, 0o444);
    await expect(trial.start(file, {}, { before: asOrdinaryUser })).rejects.toThrow(
      `cannot use DATABASE_URL: The database ${file} cannot be used: attempt to write a readonly database; the file, its folder or its disk is read-only: make them writable`,
    );
  });

  it('a folder that is read-only', async () => {
    const file = `${make(0o555, 0o644)}.new`;
    await expect(trial.start(file, {}, { before: asOrdinaryUser })).rejects.toThrow(
      `The database ${file} cannot be used: unable to open database file; the file cannot be opened: make its folder writable`,
    );
  });

  it('a folder that cannot be made', async () => {
    const folder = join(dirname(make(0o555, 0o644)), 'data');
    await expect(trial.start(join(folder, 'clickthread.db'), {}, { before: asOrdinaryUser })).rejects.toThrow(
      `cannot use DATABASE_URL: the folder ${folder} cannot be made (EACCES: permission denied, mkdir '${folder}'): make it, writable for`,
    );
  });

  it('a disk that is read-only', async (context) => {
    const disk = newDisk('ro');
    if (!disk) return context.skip('this system grants no disk of its own to a process');
    const file = join(disk.path, 'clickthread.db');
    await expect(trial.start(file, {}, { before: disk.command })).rejects.toThrow(
      `The database ${file} cannot be used: unable to open database file; the file cannot be opened: make its folder writable`,
    );
  });
});

it('a file that another program locks for longer than anybody waits: 503, and all is well again afterwards', async () => {
  const acknowledged: string[] = [];
  const file = trial.newFile();
  const running = await trial.start(file);
  expect((await trial.post(running, acknowledged)).status).toBe(202);
  const other = new DatabaseSync(file, { timeout: 5000 });
  other.exec('BEGIN EXCLUSIVE');
  // At the same time, as each waits its two seconds.
  await Promise.all(Array.from({ length: 50 }, () => trial.expectRefused(running, acknowledged)));
  await trial.expectTold(running, /the store takes nothing/);
  expect(told(running), 'one line for all of them').toHaveLength(1);
  expect(told(running)[0]).toContain('another program holds a lock on the database file');
  other.exec('ROLLBACK');
  other.close();
  await trial.expectRecovered(running, acknowledged);
});

it('a file that is removed: the process ends by itself, and the next one delivers all that was acknowledged', async () => {
  // Nothing goes out at first, so that all of it is still to be delivered.
  trial.simulator.setBehaviour({ html502: true });
  const acknowledged: string[] = [];
  const file = trial.newFile();
  const running = await trial.start(file);
  for (let count = 0; count < 20; count++) await trial.post(running, acknowledged);
  expect(acknowledged).toHaveLength(20);
  await expectTried(running, 20);
  rmSync(file);
  expect((await trial.post(running, acknowledged).catch(() => undefined))?.status).not.toBe(202);
  expect(await running.exited()).toBe(1);
  await trial.expectTold(running, /was removed or replaced while it was in use; all that was stored is back/);

  trial.simulator.setBehaviour({});
  await trial.start(file);
  await trial.expectDelivered(acknowledged);
});

/** What the relay has in hand would have to wait for the end of its lease. */
async function expectTried(collector: CollectorProcess, atLeast: number): Promise<void> {
  const tried = () =>
    [...collector.stdout().matchAll(/"events":(\d+).*"not delivered"/g)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
  await vi.waitFor(() => expect(tried()).toBeGreaterThanOrEqual(atLeast), EACH);
}

/** Overwrites the first page of a table in a database that nobody has open. */
async function damage(file: string, table: string): Promise<void> {
  const database = new DatabaseSync(file);
  const found = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table);
  database.close();
  const handle = await open(file, 'r+');
  await handle.write(
    Buffer.alloc(PAGE_BYTES, 0xa5),
    0,
    PAGE_BYTES,
    (Number(found?.rootpage) - 1) * PAGE_BYTES,
  );
  await handle.close();
}

it('a damaged file: 503 and not ready from then on, what can be read goes out, and a backup is taken up', async () => {
  trial.simulator.setBehaviour({ html502: true });
  const acknowledged: string[] = [];
  const file = trial.newFile();
  const first = await trial.start(file);
  for (let count = 0; count < 5; count++) await trial.post(first, acknowledged);
  await expectTried(first, 5);
  expect(await first.kill()).toBe(0);
  copyFileSync(file, `${file}.backup`);
  await damage(file, 'event_key_log_1');

  trial.simulator.setBehaviour({});
  const running = await trial.start(file);
  for (let count = 0; count < 3; count++) await trial.expectRefused(running, acknowledged);
  await trial.expectTold(running, /the store takes nothing/);
  expect(told(running), 'one line for all of it').toHaveLength(1);
  expect(told(running)[0]).toContain(`${file}: database disk image is malformed; the file is damaged: stop`);
  await trial.expectDelivered(acknowledged);
  expect(await running.kill()).toBe(0);

  renameSync(`${file}.backup`, file);
  const restored = await trial.start(file);
  expect((await trial.post(restored, acknowledged)).status).toBe(202);
  await trial.expectDelivered(acknowledged);
});
