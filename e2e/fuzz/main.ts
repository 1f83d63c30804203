import { fuzz } from './fuzz.ts';

/** `npm run fuzz`, or `npm run fuzz -- <requests> <seed>`: exits with 1 where anything was answered as nothing may be. */

const MAX_LAG_MS = 200;
/** In the second half of the requests: by then SQLite's cache is filled, and whatever still grows has no end. */
const MAX_GROWTH_BYTES = 50_000_000;

const [requests = 100_000, seed = Date.now() % 1_000_000_000] = process.argv.slice(2).map(Number);
console.log(`${requests} mutated requests, seed ${seed}`);
const { statuses, faults, maxLagMs, memory, refused, exitCode } = await fuzz({
  requests,
  seed,
  report: (line) => console.log(line),
});
const [half, end] = memory;
console.log('\nanswers:', statuses);
const promises: readonly (readonly [boolean, string])[] = [
  [faults.length === 0, `no 5xx but 503, and no silence: ${faults.join('; ') || 'none'}`],
  [exitCode === 0, `no crash: the collector ended with ${exitCode} when it was asked to`],
  [maxLagMs < MAX_LAG_MS, `event loop at most ${Math.round(maxLagMs)} ms late (${MAX_LAG_MS} allowed)`],
  [
    end - half < MAX_GROWTH_BYTES,
    `memory in the second half from ${Math.round(half / 1e6)} to ${Math.round(end / 1e6)} MB (${MAX_GROWTH_BYTES / 1e6} more allowed)`,
  ],
  [refused === 0, `requests that TikTok would have refused: ${refused}`],
];
for (const [isKept, what] of promises) {
  console.log(`${isKept ? 'kept  ' : 'BROKEN'}  ${what}`);
  if (!isKept) process.exitCode = 1;
}
