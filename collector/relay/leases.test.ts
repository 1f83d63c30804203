import { beforeEach, expect, it } from 'vitest';
import type { ClaimedEvent } from '../store/store.ts';
import { createLeases } from './leases.ts';

const [LEASE_MS, REQUEST_MS] = [15_000, 10_000];
const events = [1, 2, 3].map((id) => ({ id, lease: 'A' }) as ClaimedEvent);

let clock: number;
let asked: unknown[];
beforeEach(() => {
  clock = 0;
  asked = [];
});

/** @param others what somebody else has claimed since */
function leasesBeside(...others: number[]) {
  return createLeases({
    store: {
      claim: async () => events,
      renew: async (...args) => {
        asked.push(args);
        return args[1].filter((id) => !others.includes(id));
      },
    },
    now: () => clock,
    leaseMs: LEASE_MS,
    requestMs: REQUEST_MS,
  });
}

it.each([
  { afterMs: 4999, kept: [1, 2, 3], asks: 0, reason: 'it lasts for a request' },
  { afterMs: 5000, kept: [1, 2], asks: 1, reason: 'it might end while TikTok is asked' },
  { afterMs: 14_999, kept: [1, 2], asks: 1, reason: 'it ends in a millisecond' },
  { afterMs: 15_000, kept: [], asks: 0, reason: 'it is over' },
])('after $afterMs ms keeps $kept: $reason', async ({ afterMs, kept, asks }) => {
  const leases = leasesBeside(3);
  const claimed = await leases.claim(1000, {});
  clock += afterMs;
  expect((await leases.keep(claimed)).map(({ id }) => id)).toEqual(kept);
  expect(asked).toEqual(Array(asks).fill(['A', [1, 2, 3], LEASE_MS]));
});

it('counts a renewed lease from its renewal', async () => {
  const leases = leasesBeside();
  const claimed = await leases.claim(1000, {});
  clock += 10_000;
  await leases.keep(claimed);
  clock += 4999;
  expect(await leases.keep(claimed)).toEqual(events);
  expect(asked).toHaveLength(1);
});

it('counts a lease from before it was asked for', async () => {
  const leases = createLeases({
    store: {
      async claim() {
        clock += LEASE_MS;
        return events;
      },
      renew: async (_lease, ids) => [...ids],
    },
    now: () => clock,
    leaseMs: LEASE_MS,
    requestMs: REQUEST_MS,
  });
  expect(await leases.keep(await leases.claim(1000, {}))).toEqual([]);
});

it('lets go what is not leased for long enough once it was renewed', async () => {
  const leases = createLeases({
    store: {
      claim: async () => events,
      async renew(_lease, ids) {
        clock += 5000;
        return [...ids];
      },
    },
    now: () => clock,
    leaseMs: LEASE_MS,
    requestMs: REQUEST_MS,
  });
  const claimed = await leases.claim(1000, {});
  clock += 6000;
  expect(await leases.keep(claimed)).toEqual([]);
});
