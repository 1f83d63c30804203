import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { TAG_LIMIT_BYTES } from '../rollup.config.mjs';

/** `npm run size`: what each bundle weighs, and how much of the limit is left. */
const DIST = new URL('../dist/', import.meta.url);

const bundles = readdirSync(DIST)
  .filter((name) => name.endsWith('.js'))
  .map((name) => {
    const bytes = readFileSync(new URL(name, DIST));
    const brotli = brotliCompressSync(bytes).length;
    return {
      bundle: `dist/${name}`,
      minified: bytes.length,
      'gzip -9': gzipSync(bytes, { level: 9 }).length,
      // 11 is node's default quality.
      'brotli 11': brotli,
      limit: TAG_LIMIT_BYTES,
      left: TAG_LIMIT_BYTES - brotli,
    };
  });
if (bundles.length === 0) throw new Error('dist/ has no bundle: run "npm run build" first');

const heads = Object.keys(bundles[0] ?? {});
const lines = [
  heads,
  ...bundles.map((bundle) => Object.values(bundle).map((cell) => cell.toLocaleString('en-US'))),
];
const widths = heads.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
for (const [name = '', ...numbers] of lines) {
  const columns = numbers.map((cell, column) => cell.padStart(widths[column + 1] ?? 0));
  console.log([name.padEnd(widths[0] ?? 0), ...columns].join('  '));
}

for (const { bundle, left } of bundles) {
  if (left >= 0) continue;
  console.error(`\n${bundle} is ${-left} bytes over its limit of ${TAG_LIMIT_BYTES} (brotli)`);
  process.exitCode = 1;
}
