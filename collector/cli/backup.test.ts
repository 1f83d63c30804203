import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openEngine } from '../store/sqlite/engine.ts';
import type { Outside } from './outside.ts';
import { runProgram } from './program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clickthread-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(url: string, ...args: string[]) {
  const [stdout, stderr] = [vi.fn(), vi.fn()];
  const outside = { env: { DATABASE_URL: url }, stdout: { write: stdout }, stderr: { write: stderr } };
  const code = await runProgram(['backup', ...args], outside as unknown as Outside);
  return { code, said: [...stdout.mock.calls, ...stderr.mock.calls].join('') };
}

it('copies the database that is configured, and needs no token for it', async () => {
  const file = join(folder, 'events.db');
  const copy = join(folder, 'copy.db');
  openEngine(file).close();
  const { code, said } = await run(`sqlite:${file}`, copy);
  expect(said).toMatch(new RegExp(`^${resolve(copy)}: [\\d,]+ bytes, checked\n$`));
  expect(code).toBe(0);
  openEngine(copy).close();
});

it.each([
  { url: (file: string) => `sqlite:${file}`, says: 'there is no database', reason: 'nothing is there' },
  {
    url: (file: string) => `sqlite:${resolve(file, '../letter.txt')}`,
    says: 'letter.txt was made: file is not a database',
    reason: 'it is another file',
  },
  { url: () => 'postgres://u:hunter2@db/ct', says: 'pg_dump', reason: 'Postgres has its own' },
  { url: () => 'mysql://db/ct', says: 'DATABASE_URL', reason: 'it is no database of ours' },
])('says why not: $reason', async ({ url, says }) => {
  const copy = join(folder, 'copy.db');
  writeFileSync(join(folder, 'letter.txt'), 'This is a letter, and no database.\n'.repeat(100));
  const { code, said } = await run(url(join(folder, 'none.db')), copy);
  expect(code).toBe(2);
  expect(said).toContain(says);
  expect(said).not.toContain('hunter2');
  expect(existsSync(copy)).toBe(false);
});
