import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { BUNDLES } from '../rollup.config.mjs';

/** `npm run size`: what each bundle weighs, and how much of its limit is left. Exits with 1 above a limit. */
const DIST = new URL('../dist/', import.meta.url);

const bundles = Object.entries(BUNDLES).map(([file, { limit }]) => {
  const bytes = readFileSync(new URL(file, DIST));
  const brotli = brotliCompressSync(bytes).length;
  return {
    bundle: `dist/${file}`,
    minified: bytes.length,
    'gzip -9': gzipSync(bytes, { level: 9 }).length,
    // 11 is node's default quality.
    'brotli 11': brotli,
    limit,
    left: limit - brotli,
  };
});

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

for (const { bundle, limit, left } of bundles) {
  if (left >= 0) continue;
  console.error(`\n${bundle} is ${-left} bytes over its limit of ${limit} (brotli)`);
  process.exitCode = 1;
}
