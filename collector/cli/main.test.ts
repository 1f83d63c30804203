import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'clickthread-cli-main-'));
afterAll(() => rmSync(folder, { recursive: true }));

const event = { event: 'Contact', page: { url: 'https://shop.example/' }, user: { email: 'a@shop.example' } };
writeFileSync(join(folder, 'events.json'), JSON.stringify({ events: Array(500).fill(event) }));
writeFileSync(join(folder, 'orders.csv'), `email,value\n${'a@shop.example,5\n'.repeat(500)}`);

it.each([
  ['explain', 'events.json'],
  ['import', 'orders.csv', '--source', 'offline', '--event', 'Purchase', '--dry-run'],
])('%s ends as it would, and quietly, where nobody reads on', async (...args) => {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { PATH: process.env.PATH } });
  child.stdout.destroy();
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
  expect(code).toBe(0);
});
