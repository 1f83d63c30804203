import { describe, expect, it } from 'vitest';
import { boundQueue, type QueueLimits } from './bound-queue.ts';
import { newEvent } from './conformance-events.ts';
import type { Append, EventStore } from './store.ts';

const NONE = { maxEvents: 1_000_000, maxBytes: 1_000_000 };

/** A store that counts, and whose appends and looks end when the test says so. */
async function bounded(limits: Partial<QueueLimits>, waiting = 0) {
  let clock = 0;
  let looks = 0;
  const inside = { events: waiting, bytes: 2 * waiting };
  let hold: Promise<void> | undefined;
  let failure: Error | undefined;
  const store = await boundQueue(
    {
      async append({ events }: Append) {
        await hold;
        if (failure) throw failure;
        inside.events += events.filter(({ relayed }) => relayed).length;
        return events.map(() => 'stored' as const);
      },
      check: async () => undefined,
      async queue() {
        looks++;
        return { ...inside, oldestMs: 0 };
      },
    } as unknown as EventStore,
    { ...NONE, ...limits },
    () => clock,
  );
  const append = (count: number, change: object = {}) =>
    store.append({
      events: Array.from({ length: count }, () => newEvent({ body: '{}', ...change })),
      sightings: [],
    });
  return {
    append,
    check: store.check,
    looks: () => looks,
    /** As if TikTok had taken so many. */
    deliver(count: number) {
      inside.events -= count;
      inside.bytes -= 2 * count;
    },
    pass(ms: number) {
      clock += ms;
    },
    holdUntil(released: Promise<void>) {
      hold = released;
    },
    fail(error: Error | undefined) {
      failure = error;
    },
  };
}

describe('a bounded queue', () => {
  it('takes nothing more once it has reached its events, and says so when asked', async () => {
    const { append, check } = await bounded({ maxEvents: 3 });
    await append(2);
    await expect(check()).resolves.toBeUndefined();
    await append(2);
    await expect(append(1)).rejects.toThrow(/^the queue is full: 4 events wait.*MAX_QUEUE_EVENTS/);
    await expect(check()).rejects.toThrow('the queue is full');
  });

  it('takes nothing more once it has reached its bytes', async () => {
    const { append } = await bounded({ maxBytes: 7 });
    // Two bytes of UTF-8 for one character: 4 + 4.
    await append(2, { body: '"é"' });
    await expect(append(1)).rejects.toThrow(/^the queue is full: 8 bytes wait.*MAX_QUEUE_BYTES/);
  });

  it('counts what was there before it', async () => {
    await expect((await bounded({ maxEvents: 5 }, 5)).append(1)).rejects.toThrow('the queue is full');
  });

  it('counts nothing that is only collected', async () => {
    const { append } = await bounded({ maxEvents: 3 });
    await append(5, { relayed: false });
    await expect(append(1)).resolves.toEqual(['stored']);
  });

  it('goes on by itself when enough has gone out', async () => {
    const { append, deliver, pass } = await bounded({ maxEvents: 3 }, 3);
    deliver(2);
    pass(999);
    await expect(append(1), 'it has not looked yet').rejects.toThrow('the queue is full');
    pass(1);
    await expect(append(1), 'this one makes it look').rejects.toThrow('the queue is full');
    await expect(append(1)).resolves.toEqual(['stored']);
  });

  it('is ready as soon as there is room', async () => {
    const { append, check, deliver } = await bounded({ maxEvents: 3 }, 3);
    await expect(check()).rejects.toThrow('the queue is full');
    deliver(1);
    await expect(check()).resolves.toBeUndefined();
    await expect(append(1)).resolves.toEqual(['stored']);
  });

  it('counts what is on its way to the disk', async () => {
    const { append, check, holdUntil } = await bounded({ maxEvents: 3 });
    const { promise, resolve } = Promise.withResolvers<void>();
    holdUntil(promise);
    const slow = append(3);
    await expect(append(1)).rejects.toThrow('the queue is full');
    await expect(check(), 'also after a look, which does not see it').rejects.toThrow('the queue is full');
    resolve();
    await expect(slow).resolves.toHaveLength(3);
    await expect(append(1)).rejects.toThrow('3 events');
  });

  it('forgets what was not kept', async () => {
    const { append, fail } = await bounded({ maxEvents: 3 });
    fail(new Error('disk full'));
    for (let round = 0; round < 5; round++) await expect(append(3)).rejects.toThrow('disk full');
    fail(undefined);
    await expect(append(3)).resolves.toHaveLength(3);
  });

  it('looks once a second at most, however much comes', async () => {
    const { append, looks, pass } = await bounded({});
    for (let round = 0; round < 50; round++) await append(1);
    expect(looks()).toBe(1);
    pass(1000);
    await Promise.all(Array.from({ length: 50 }, () => append(1)));
    expect(looks()).toBe(2);
  });
});
