import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OutputOptions, rollup } from 'rollup';
import { afterEach, beforeEach, expect, it } from 'vitest';
import config, { TAG_LIMIT_BYTES } from '../rollup.config.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clickthread-size-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Bundles a source as the tag is bundled, with the same plugins, and writes nothing. */
async function bundleOf(source: string): Promise<string> {
  const input = join(folder, 'entry.js');
  writeFileSync(input, source);
  const bundle = await rollup({ input, plugins: config.plugins, logLevel: 'silent' });
  const { output } = await bundle.generate(config.output as OutputOptions);
  return output[0].code;
}

/** Source that brotli cannot make smaller than `bytes`: base64 carries six bits in each character. */
const incompressible = (bytes: number) => `window.padding = '${randomBytes(bytes).toString('base64')}';`;

it('bundles what is within the limit', async () => {
  expect(await bundleOf(incompressible(TAG_LIMIT_BYTES / 2))).toContain('window.padding=');
});

it('refuses a bundle above the limit, and names its weight and the limit', async () => {
  await expect(bundleOf(incompressible(TAG_LIMIT_BYTES + 1))).rejects.toThrow(
    new RegExp(`^.*tag\\.js has \\d+ bytes with brotli, ${TAG_LIMIT_BYTES} are allowed`),
  );
});

it.each([
  ['the package', `import { z } from 'zod'; window.schema = z.string();`],
  ['a part of it', `import * as z from 'zod/mini'; window.schema = z.string();`],
  ['a later import', `import('zod').then(({ z }) => { window.schema = z.string(); });`],
])('refuses zod in the tag and names the file that imports it: %s', async (_what, source) => {
  await expect(bundleOf(source)).rejects.toThrow(/zod must not reach the tag, but .*entry\.js imports it/);
});
