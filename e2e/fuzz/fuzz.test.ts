import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

/** The short form of `npm run fuzz`; the same requests each time. Needs dist/tag.js. */

const REQUESTS = 2000;
const SEED = 20_261_118;

/** A tenth of a second would do; machines that test share their processors, and stop for longer than any request. */
const MAX_LAG_MS = 500;

it(`${REQUESTS} mutated requests (seed ${SEED}): no 5xx but 503, no crash, and nobody waits`, async () => {
  const { statuses, faults, maxLagMs, memory, refused, exitCode } = await fuzz({
    requests: REQUESTS,
    seed: SEED,
  });
  expect(faults, `\`npm run fuzz -- 1 <seed>\` sends one of them again`).toEqual([]);
  expect(exitCode).toBe(0);
  expect(maxLagMs).toBeGreaterThan(0);
  expect(maxLagMs).toBeLessThan(MAX_LAG_MS);
  expect(memory[1] - memory[0]).toBeLessThan(150_000_000);
  expect(refused, 'TikTok gets nothing that it would refuse').toBe(0);
  // Some got in, and they were refused for more than one reason: else nothing was tested.
  for (const status of ['200', '202', '204', '400', '401', '403', '404', '413', '415', '422', '431']) {
    expect(statuses[status] ?? 0, status).toBeGreaterThan(0);
  }
});
