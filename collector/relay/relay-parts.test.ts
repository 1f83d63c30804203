import { expect, it, vi } from 'vitest';
import type { EventStore } from '../store/store.ts';
import type { TrackRequest } from '../tiktok/events-api.ts';
import type { Reply } from '../tiktok/outcome.ts';
import { answer, HOUR, LOST, OK, ONE, relayWorld, START } from './conformance-world.ts';

const world = relayWorld();
const { start, row, several, append, until, pass } = world;

it('keeps its lease where finding a bad event takes longer than one, beside a relay that waits for it', async () => {
  await append(...several(64, ONE));
  const bad = `row_${world.lastId - 20}`;
  start(async ({ items }) => {
    // Two halves are sent at one time: eight seconds for both, and two such levels are longer than a lease.
    pass(4000);
    expect(await world.store.claim(1000, 15_000)).toEqual([]);
    return items.some((item) => item.includes(`"${bad}"`)) ? answer(40002) : OK;
  });
  await until({ due: 0, accepted: 63, dead: 1 });
  // One whole, then two for each of six levels (2^6 = 64).
  expect(world.requests).toHaveLength(1 + 2 * 6);
});

it('keeps the lease of the rest too, while TikTok thinks long about the event that it names', async () => {
  await append(...several(10, ONE));
  const bad = `row_${world.lastId - 4}`;
  start(async ({ items }) => {
    // Two such answers, one after the other, are longer than a lease.
    const sentTogether = () => expect(world.requests).toHaveLength(3);
    if (items.length === 1) await vi.waitFor(sentTogether).catch(() => undefined);
    if (items.length !== 9) pass(7900);
    const at = items.findIndex((item) => item.includes(`"${bad}"`));
    return at < 0 ? OK : answer(40002, `data[${at}].properties.value: no`);
  });
  await until({ due: 0, accepted: 9, dead: 1 });
  for (const event of await world.store.recent(10)) expect(event.attempts).toBe(1);
});

it('goes on with the part of a refused request whose answer was lost, and not with the whole again', async () => {
  await append(...several(8, ONE));
  const bad = `row_${world.lastId}`;
  let answers = 0;
  start(({ items }) => {
    // The answers to the second half and to its second half are lost, the first time each.
    answers++;
    if (answers === 3 || answers === 6) return LOST;
    return items.some((item) => item.includes(`"${bad}"`)) ? answer(40002) : OK;
  });
  await until({ accepted: 4 });
  pass(HOUR);
  await until({ accepted: 6 });
  await append(...several(3, ONE));
  pass(HOUR);
  await until({ due: 0, accepted: 10, dead: 1 });
  expect(world.requests.map(({ items }) => items.length).slice(0, 6)).toEqual([8, 4, 4, 4, 2, 2]);
  expect(
    world.requests
      .map(({ items }) => items.length)
      .slice(6)
      .sort(),
  ).toEqual([1, 1, 2, 3]);
});

it('goes on with the parts of a refused request that had no turn, where the pixel is slow', async () => {
  await append(...several(8, ONE));
  const bad = `row_${world.lastId}`;
  const refusing = (request: TrackRequest) =>
    request.items.some((item) => item.includes(`"${bad}"`)) ? answer(40002) : OK;
  // A turn in five seconds is too far away to hold a part for, under its lease.
  start(refusing, { requestsPerSecond: 0.2 });
  for (const sizes of [[8], [8, 4], [8, 4, 4], [8, 4, 4, 2], [8, 4, 4, 2, 2]]) {
    await vi.waitFor(() => expect(world.requests.map(({ items }) => items.length)).toEqual(sizes));
    await settled();
    pass(5000);
  }
  await vi.waitFor(() => expect(world.requests).toHaveLength(6));
  expect(world.requests[5]?.items).toHaveLength(1);
});

/** Waits until nothing is in the relay's hands: all that is due can be claimed, and is given back here. */
async function settled(): Promise<void> {
  await vi.waitFor(async () => {
    const claimed = await world.store.claim(1000, 15_000);
    await world.store.settle(claimed.map(({ id, lease }) => ({ id, lease, kind: 'returned' })));
    expect(claimed).toHaveLength((await world.store.stats()).due);
  });
}

it('gives back what it can keep no longer and did not send', async () => {
  await append(row(ONE, { eventSource: 'offline' }));
  // The answer of the renewal comes when too little of the lease is left.
  const renew: EventStore['renew'] = async (...asked) => {
    const renewed = await world.store.renew(...asked);
    world.clock += 6000;
    return renewed;
  };
  const claim: EventStore['claim'] = async (...asked) => {
    const claimed = await world.store.claim(...asked);
    if (claimed.length > 0 && world.requests.length === 0 && world.clock === START) world.clock += 6000;
    return claimed;
  };
  start(() => OK, { store: { ...world.store, claim, renew } });
  await until({ due: 0, accepted: 1 });
  // Left alone, it would be due when the lease is over, and somebody would have to doubt whether it was sent.
  expect(world.clock).toBeLessThan(START + 15_000);
  expect(await world.store.recent(1)).toMatchObject([{ attempts: 1 }]);
});

it('begins no request for what it held before it slept through its lease', async () => {
  await append(...several(4, ONE));
  let asleep: ((reply: Reply) => void) | undefined;
  start(
    () =>
      new Promise((resolve) => {
        asleep ??= resolve;
      }),
  );
  await vi.waitFor(() => expect(asleep).toBeDefined());
  world.clock += 15_000;
  const other = await world.store.claim(1000, 15_000);
  expect(other).toHaveLength(4);
  // Were the lease its own, it would send the two halves now.
  asleep?.(answer(40002));
  await world.relay?.stop();
  expect(world.requests).toHaveLength(1);
  const settlements = other.map(
    ({ id, lease }) => ({ id, lease, kind: 'accepted', requestId: null }) as const,
  );
  expect(await world.store.settle(settlements)).toBe(4);
});
