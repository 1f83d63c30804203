import { describe, expect, it, vi } from 'vitest';
import type { EventStore } from '../store/store.ts';
import type { TrackRequest } from '../tiktok/events-api.ts';
import type { Reply } from '../tiktok/outcome.ts';
import { answer, HOUR, LOST, OK, ONE, relayWorld, TWO } from './conformance-world.ts';

const world = relayWorld();
const { start, row, several, append, until, pass } = world;
const sentFor = (pixel: string) => world.requests.filter((each) => each.eventSourceId === pixel);

describe('a pixel whose token is refused', () => {
  const refusing = (request: TrackRequest) =>
    request.token === `token of ${ONE}` ? answer(40105, 'Access token is incorrect') : OK;

  it('is paused with one alarm, keeps all its events, and holds up no other', async () => {
    await append(...several(2500, ONE));
    world.clock += 1000;
    await append(...several(10, TWO));
    const paused: unknown[] = [];
    start(refusing, { onPause: (...told) => paused.push(told) });
    await until({ due: 2500, accepted: 10 });
    // At most what was under way together before the first answer.
    expect(sentFor(ONE).length).toBeLessThanOrEqual(4);
    expect(world.errors).toEqual([
      expect.objectContaining({
        pixel: ONE,
        reason: '40105 Access token is incorrect',
        fix: expect.stringContaining('Generate a new one'),
      }),
    ]);
    expect(paused).toEqual([[ONE, true]]);
    const before = sentFor(ONE).length;
    await append(...several(5, TWO));
    pass(HOUR / 2);
    await until({ due: 2500, accepted: 15 });
    expect(sentFor(ONE)).toHaveLength(before);
  });

  it('goes on by itself with another token', async () => {
    await append(...several(3, ONE));
    let token = `token of ${ONE}`;
    start(refusing, { tokenOf: () => token });
    await vi.waitFor(() => expect(world.errors).toHaveLength(1));
    token = 'a new one';
    pass(1);
    await until({ due: 0, accepted: 3 });
  });

  it('goes on by itself after a restart with another token, and at once', async () => {
    await append(...several(3, ONE));
    await start(refusing).stop();
    world.relay = undefined;
    await until({ due: 3 });
    start(OK_FOR_ALL);
    await until({ due: 0, accepted: 3 });
  });
  const OK_FOR_ALL = () => OK;

  it('goes on on request', async () => {
    await append(...several(3, ONE));
    let reply = answer(40001, 'No permission');
    start(() => reply);
    await vi.waitFor(() => expect(world.errors).toHaveLength(1));
    expect(world.relay?.pixels()).toMatchObject([
      { pixel: ONE, state: 'paused', reason: '40001 No permission' },
    ]);
    reply = OK;
    expect(world.relay?.resume('another')).toEqual([]);
    expect(world.relay?.resume(ONE)).toEqual([ONE]);
    await until({ due: 0, accepted: 3 });
    expect(world.relay?.pixels()).toMatchObject([{ pixel: ONE, state: 'open' }]);
  });

  it('that belongs to a wrong address kills no event either', async () => {
    await append(...several(20, ONE));
    start(() => answer(40400, 'route not found'));
    await vi.waitFor(() => expect(world.errors).toHaveLength(1));
    expect(await world.store.stats()).toMatchObject({ due: 20, dead: 0 });
    expect(world.requests).toHaveLength(1);
  });
});

it('an event set that was paused for a week is delivered; a web event is a dead letter that says why', async () => {
  await append(row(ONE, { eventSource: 'offline' }), row(TWO));
  let reply = answer(40105);
  start(() => reply);
  await vi.waitFor(() => expect(world.errors).toHaveLength(2));
  reply = OK;
  world.clock += 7 * 24 * HOUR;
  world.relay?.resume();
  await until({ due: 0, accepted: 1, dead: 1 });
  expect(await world.store.recent(2)).toMatchObject([
    { eventSource: 'web', state: 'dead', reason: expect.stringContaining("the page's pixel") },
    { eventSource: 'offline', state: 'accepted' },
  ]);
  expect(sentFor(TWO)).toHaveLength(1);
});

it('a pixel that does not answer holds up no other, and is asked once at growing intervals', async () => {
  const hang = Promise.withResolvers<Reply>();
  await append(...several(3000, ONE));
  world.clock += 1000;
  await append(...several(10, TWO));
  start(({ eventSourceId }) => (eventSourceId === ONE ? hang.promise : OK));
  await until({ accepted: 10 });
  hang.resolve(LOST);
  for (const wait of [0, 2000, 10_000, 30_000]) {
    await vi.waitFor(() => expect(world.relay?.pixels().length).toBe(2));
    pass(wait);
  }
  await vi.waitFor(() => expect(world.relay?.pixels()).toMatchObject([{ state: 'unreachable' }, {}]));
  const before = sentFor(ONE).length;
  // The first probe goes a second later, and no other beside it.
  pass(999);
  await append(row(TWO));
  world.relay?.wake();
  await until({ accepted: 11 });
  expect(sentFor(ONE)).toHaveLength(before);
  pass(HOUR);
  await vi.waitFor(() => expect(sentFor(ONE)).toHaveLength(before + 1));
});

it('a throttled pixel sends at its own measure, without losing its place in the schedule', async () => {
  await append(...several(2, ONE), ...several(2, TWO));
  const replies = [answer(40100), answer(40132), OK];
  start(({ eventSourceId }) => (eventSourceId === ONE ? (replies.shift() ?? OK) : OK));
  await until({ due: 2, accepted: 2 });
  expect(world.relay?.pixels()).toMatchObject([
    { pixel: ONE, state: 'slowed', requestsPerSecond: 0.5 },
    { state: 'open' },
  ]);
  pass(1000);
  await append(row(TWO));
  world.relay?.wake();
  await until({ accepted: 3 });
  expect(sentFor(ONE)).toHaveLength(1);
  // Two seconds at half a request a second, and then four at a quarter.
  pass(1000);
  await vi.waitFor(() => expect(sentFor(ONE)).toHaveLength(2));
  pass(4000);
  await until({ due: 0, accepted: 5 });
  expect(sentFor(ONE).map(({ items }) => items)).toEqual(Array(3).fill(sentFor(ONE)[0]?.items));
});

it("keeps what TikTok says beside a yes in part, where the event's view shows it", async () => {
  await append(row(ONE));
  start(() => answer(20001, 'PARTIAL_OK', { failed_events: [{ index: 0 }] }));
  await until({ accepted: 1 });
  expect(await world.store.recent(1)).toMatchObject([
    { state: 'accepted', reason: '20001 PARTIAL_OK {"failed_events":[{"index":0}]}' },
  ]);
});

it('tells what was written down of each event', async () => {
  await append(row(ONE));
  const seen: unknown[] = [];
  start(() => answer(40002, 'no'), { observe: (settlements) => seen.push(...settlements) });
  await until({ dead: 1 });
  expect(seen).toMatchObject([{ kind: 'dead', reason: expect.stringMatching(/^40002 no/) }]);
});

it('gives back by one write what may not go now', async () => {
  const each = Array.from({ length: 50 }, (_, index) => row(ONE, { testEventCode: `TEST${index}` }));
  await append(...each);
  const writes: number[] = [];
  const settle: EventStore['settle'] = (settlements) => {
    writes.push(settlements.length);
    return world.store.settle(settlements);
  };
  const reply = Promise.withResolvers<Reply>();
  start(() => reply.promise, { store: { ...world.store, settle } });
  // Four of a pixel's requests are under way at one time.
  await vi.waitFor(() => expect(writes).toEqual([46]));
  reply.resolve(OK);
  await until({ due: 0, accepted: 50 });
});
