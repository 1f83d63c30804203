import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import type { ShopFault } from './simulator/shop/shop-options.ts';
import { startStack } from './stack.ts';

const MAIN = fileURLToPath(new URL('smoke/main.ts', import.meta.url));

/** Runs the smoke test as QA does, against a shop with this fault. */
async function smoke(fault: ShopFault | undefined): Promise<{ code: number | null; output: string }> {
  const stack = await startStack({ fault });
  try {
    return await run([`${stack.addresses.shop}/`]);
  } finally {
    await stack.stop();
  }
}

async function run(args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, output: stdout + stderr };
}

test('the smoke test passes on a shop that is well', async () => {
  const { code, output } = await smoke(undefined);
  expect(output).toContain('0 warned, 0 failed');
  expect(output).toMatch(/✓ tag loaded before the first router move\n.*the stub had recorded it/);
  expect(output).toContain('✓ click id kept after a reload');
  expect(output).toContain('✓ click id kept after a second page');
  expect(output).toContain('✓ ViewContent on the second page has its twin');
  expect(output).toContain('✓ the collector took what it was sent');
  expect(output).toContain('✓ nothing sent twice');
  expect(output).toContain('✓ page views: one per address');
  expect(output).toContain('✓ one pixel');
  expect(code).toBe(0);
});

const FAULTS = [
  { fault: 'no-tag', names: /✗ tag loaded .*\n.*the tag is not on the page/ },
  {
    fault: 'no-event-id',
    names: /✗ ViewContent .*\n.*TikTok counts both.*drops the third argument of ttq\.track/,
  },
  {
    fault: 'strip-query',
    names: /✗ tag loaded .*\n.*history\.replaceState took the click id out.*before the tag/,
  },
] as const;

for (const { fault, names } of FAULTS) {
  test(`the smoke test names the fault of a shop with ${fault}`, async () => {
    const { code, output } = await smoke(fault);
    expect(output).toMatch(names);
    expect(code).toBe(1);
  });
}

test('the smoke test says so when there is no site, or no address', async () => {
  const nobody = await run(['http://localhost:1/']);
  expect(nobody).toEqual({ code: 2, output: expect.stringContaining('did not load') });
  expect(await run([])).toEqual({ code: 2, output: expect.stringContaining('Usage:') });
});
