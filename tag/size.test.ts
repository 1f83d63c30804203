import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rollup } from 'rollup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUNDLES, bundleOptions } from '../rollup.config.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clickthread-size-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Bundles a source as one of the files is bundled, with the same plugins, and writes nothing. */
async function bundleOf(file: string, source: string): Promise<string> {
  const input = join(folder, 'entry.js');
  writeFileSync(input, source);
  const { output, ...options } = bundleOptions(file);
  const bundle = await rollup({ ...options, input, logLevel: 'silent' });
  const { output: chunks } = await bundle.generate(output);
  return chunks[0].code;
}

/** Source that brotli cannot make smaller than `bytes`: base64 carries six bits in each character. */
const incompressible = (bytes: number) => `window.padding = '${randomBytes(bytes).toString('base64')}';`;

it('promises 3,000 bytes for the tag', () => {
  expect(BUNDLES['tag.js']?.limit).toBe(3000);
});

describe.each(Object.entries(BUNDLES).map(([file, { limit }]) => ({ file, limit })))(
  '$file',
  ({ file, limit }) => {
    it('may weigh what its limit says', async () => {
      expect(await bundleOf(file, incompressible(limit / 2))).toContain('window.padding=');
    });

    it('is refused above it, by its name, its weight and its limit', async () => {
      await expect(bundleOf(file, incompressible(limit + 1))).rejects.toThrow(
        new RegExp(`^.*${file.replaceAll('.', '\\.')} has \\d+ bytes with brotli, ${limit} are allowed`),
      );
    });

    it.each([
      ['the package', `import { z } from 'zod'; window.schema = z.string();`],
      ['a part of it', `import * as z from 'zod/mini'; window.schema = z.string();`],
      ['a later import', `import('zod').then(({ z }) => { window.schema = z.string(); });`],
    ])('is refused with zod in it, by the file that imports it: %s', async (_what, source) => {
      await expect(bundleOf(file, source)).rejects.toThrow(
        /zod must not reach the tag, but .*entry\.js imports it/,
      );
    });
  },
);
