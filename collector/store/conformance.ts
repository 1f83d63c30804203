import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, dead, named, newEvent, START, several } from './conformance-events.ts';
import { relayConformance } from './conformance-relay.ts';
import { sweepConformance } from './conformance-sweep.ts';
import type { ClaimedEvent, EventStore, NewEvent, Settlement } from './store.ts';

/** A store under test: how to open the same data once more, as after a crash, and how to clear it away. */
interface OpenedStore {
  readonly store: EventStore;
  reopen(): Promise<EventStore>;
  destroy(): Promise<void>;
}

const LEASE_MS = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What every engine must do. A second engine is done when it passes. */
export function storeConformance(name: string, open: (now: () => number) => Promise<OpenedStore>): void {
  describe(`${name}, as every store`, () => {
    let clock: number;
    let opened: OpenedStore;
    let store: EventStore;

    beforeEach(async () => {
      clock = START;
      opened = await open(() => clock);
      store = opened.store;
    });
    afterEach(() => opened.destroy());

    const append = (events: readonly NewEvent[]) => store.append({ events, sightings: [] });
    const claim = (limit = 1000) => store.claim(limit, LEASE_MS);
    const claimedIds = async (limit?: number) => (await claim(limit)).map(({ eventId }) => eventId);
    async function claimOne(): Promise<ClaimedEvent> {
      const [event] = await claim(1);
      if (!event) throw new Error('expected an event to be due');
      return event;
    }

    describe('append', () => {
      it('answers in the order given, also for copies in one list', async () => {
        await append(named('b'));
        const results = await append(named('a', 'b', 'c', 'a'));
        expect(results.join(' ')).toBe('stored duplicate stored duplicate');
        expect(await claimedIds()).toEqual(['b', 'a', 'c']);
      });

      // TikTok's key: https://ads.tiktok.com/help/article/event-deduplication
      it.each([
        { change: {}, result: 'duplicate', reason: 'the same three' },
        { change: { pixel: 'C5AAAAAAAAAAAAAAAAAA' }, result: 'stored', reason: 'another pixel' },
        { change: { event: 'CompletePayment' }, result: 'stored', reason: 'another literal name' },
        { change: { eventId: 'ORD_1' }, result: 'stored', reason: 'another id' },
        { change: { event: 'Purchaseo', eventId: 'rd_1' }, result: 'stored', reason: 'cut elsewhere' },
        { change: { body: '{}' }, result: 'duplicate', reason: 'the content does not count' },
        { change: { testEventCode: 'TEST1' }, result: 'duplicate', reason: 'nor does the test code' },
      ])('key: $reason is $result', async ({ change, result }) => {
        await append(named('ord_1'));
        expect(await append([newEvent({ eventId: 'ord_1', ...change })])).toEqual([result]);
      });

      it('keeps one of many copies that come at the same moment', async () => {
        const results = await Promise.all(Array.from({ length: 50 }, () => append(named('ord_1'))));
        expect(results.flat().filter((result) => result === 'stored')).toHaveLength(1);
        expect(await claimedIds()).toEqual(['ord_1']);
      });

      it.each([
        { after: 48 * HOUR - 1, result: 'duplicate', reason: 'a millisecond before the end' },
        { after: 48 * HOUR, result: 'stored', reason: 'at the end' },
      ])('window of 48 h, $reason: $result', async ({ after, result }) => {
        await append(named('ord_1'));
        clock += after;
        expect(await append(named('ord_1'))).toEqual([result]);
      });

      it('begins a new window with the copy that counted, not with a duplicate', async () => {
        await append(named('ord_1'));
        clock += 47 * HOUR;
        await append(named('ord_1'));
        clock += HOUR;
        expect(await append(named('ord_1'))).toEqual(['stored']);
        clock += 48 * HOUR - 1;
        expect(await append(named('ord_1'))).toEqual(['duplicate']);
      });

      it('keeps all of a thousand or none', async () => {
        const events = several(1000);
        const broken = events.with(500, newEvent({ receivedAt: null as unknown as number }));
        const sightings = [{ key: 'visitor:1', ttclid: 'E.C.P.abc' }];
        await expect(store.append({ events: broken, sightings })).rejects.toThrow();
        expect(await store.stats()).toMatchObject({ due: 0 });
        expect((await store.recall(['visitor:1'])).size).toBe(0);
        expect(await append(events)).toEqual(Array(1000).fill('stored'));
        expect(await store.stats()).toMatchObject({ due: 1000 });
      });
    });

    describe('durable', () => {
      it('has events, ids, visitors, leases and outcomes when it is opened again', async () => {
        const events = named('a', 'b', 'c');
        await store.append({ events, sightings: [{ key: 'visitor:1', ttp: 'p' }] });
        await store.settle((await claim(1)).map(accepted));
        await claim(1);
        const again = await opened.reopen();
        expect(await again.append({ events, sightings: [] })).toEqual(Array(3).fill('duplicate'));
        expect((await again.recall(['visitor:1'])).get('visitor:1')).toMatchObject({ ttp: 'p' });
        expect(await again.stats()).toMatchObject({ due: 2, accepted: 1 });
        expect(await again.claim(10, LEASE_MS)).toMatchObject([{ eventId: 'c' }]);
        await again.close();
      });

      it('can write until it is closed, which is after the appends that wait', async () => {
        await expect(store.check()).resolves.toBeUndefined();
        const waiting = several(20).map((event) => append([event]));
        await store.close();
        expect((await Promise.all(waiting)).flat()).toEqual(Array(20).fill('stored'));
        await expect(append(several(1))).rejects.toThrow();
        await expect(store.check()).rejects.toThrow();
        const again = await opened.reopen();
        expect(await again.stats()).toMatchObject({ due: 20 });
        await again.close();
      });
    });

    describe('claim', () => {
      it('hands over each event as it was given', async () => {
        const { relayed, findings, ...event } = newEvent({
          testEventCode: 'TEST1',
          eventSource: 'offline',
          body: '{"n":"é \u{1f600}"}',
        });
        await append([{ ...event, relayed, findings }]);
        const added = { attempts: 0, history: null, id: expect.any(Number), lease: expect.any(String) };
        expect(await claimOne()).toEqual({ ...event, ...added });
      });

      it('takes the oldest first, and no more than asked for', async () => {
        for (const eventId of ['a', 'b', 'c']) {
          await append(named(eventId));
          clock += 1000;
        }
        expect(await claimedIds(2)).toEqual(['a', 'b']);
        expect(await claimedIds(2)).toEqual(['c']);
        expect(await claimedIds(2)).toEqual([]);
      });

      it('gives nothing to two callers at once', async () => {
        await append(several(100));
        const claims = (await Promise.all(Array.from({ length: 10 }, () => claim(30)))).flat();
        expect([claims.length, new Set(claims.map(({ id }) => id)).size]).toEqual([100, 100]);
      });

      it('hides an event until its lease has passed, then gives it under a new one', async () => {
        await append(named('a'));
        const first = await claimOne();
        clock += LEASE_MS - 1;
        expect(await claim()).toEqual([]);
        clock += 1;
        const second = await claimOne();
        expect(second).toMatchObject({ id: first.id, attempts: 1 });
        expect(second.lease).not.toBe(first.lease);
        expect(await store.settle([accepted(first)])).toBe(0);
        expect(await store.stats()).toMatchObject({ due: 1, accepted: 0 });
        expect(await store.settle([accepted(second)])).toBe(1);
      });
    });

    describe('settle', () => {
      it('counts what it wrote, and nothing twice', async () => {
        await append(named('a', 'b', 'c'));
        const settlements = (await claim(2)).map(accepted);
        const unknown: Settlement = { id: 999_999, lease: 'x', kind: 'returned' };
        expect(await store.settle([...settlements, unknown])).toBe(2);
        expect(await store.settle(settlements)).toBe(0);
        expect(await store.settle([])).toBe(0);
        expect(await claimedIds()).toEqual(['c']);
      });

      it.each([
        { as: accepted, told: { state: 'accepted', attempts: 1, reason: null, requestId: 'R1' } },
        { as: dead, told: { state: 'dead', attempts: 1, reason: '40002 no', requestId: null } },
      ])('$told.state: done, never due again', async ({ as, told }) => {
        await append(named('a'));
        await store.settle([as(await claimOne())]);
        expect(await store.recent(1)).toMatchObject([told]);
        clock += 2 * DAY;
        expect(await claim()).toEqual([]);
      });

      it('retry: due again at its time with the same content, and the attempt counts', async () => {
        await append(named('a'));
        const { id, lease, attempts: _, ...event } = await claimOne();
        await store.settle([{ id, lease, kind: 'retry', dueAt: clock + 5000, reason: '40100 slow' }]);
        expect(await store.recent(1)).toMatchObject([{ state: 'due', attempts: 1, reason: '40100 slow' }]);
        clock += 4999;
        expect(await claim()).toEqual([]);
        clock += 1;
        expect(await claimOne()).toMatchObject({ ...event, id, attempts: 1 });
      });

      it('returned: due again at once, and the attempt does not count', async () => {
        await append(named('a'));
        const { id, lease } = await claimOne();
        await store.settle([{ id, lease, kind: 'returned' }]);
        expect(await claimOne()).toMatchObject({ id, attempts: 0 });
      });
    });

    describe('an event that is collected only', () => {
      const collected = (eventId: string) => newEvent({ eventId, event: 'Pageview', relayed: false });

      it('is stored and shown, and never due', async () => {
        expect(await append([collected('a'), ...named('b'), collected('c')])).toEqual(
          Array(3).fill('stored'),
        );
        expect(await claimedIds()).toEqual(['b']);
        const told = { event: 'Pageview', state: 'collected', attempts: 0, reason: null, requestId: null };
        expect(await store.recent(3)).toMatchObject([
          { ...told, eventId: 'c' },
          { event: 'Purchase', state: 'due' },
          { ...told, eventId: 'a' },
        ]);
        clock += 2 * DAY;
        expect(await claimedIds()).toEqual(['b']);
        const waits = { due: 1, accepted: 0, dead: 0, oldestDueMs: 2 * DAY };
        expect(await store.stats()).toEqual({ ...waits, collected: 2 });
      });

      it('is known again by its key, whether or not the copy is to be sent', async () => {
        await append([collected('a')]);
        expect(await append([collected('a')])).toEqual(['duplicate']);
        expect(await append([{ ...collected('a'), relayed: true }])).toEqual(['duplicate']);
        expect(await claim()).toEqual([]);
      });

      it('is there when the store is opened again', async () => {
        await append([collected('a')]);
        const again = await opened.reopen();
        expect(await again.append({ events: [collected('a')], sightings: [] })).toEqual(['duplicate']);
        expect(await again.recent(1)).toMatchObject([{ eventId: 'a', state: 'collected' }]);
        await again.close();
      });
    });

    it('remembers visitors: a later sighting adds and replaces, and takes nothing away', async () => {
      const all = { ttclid: 'c1', ttp: 'p1', ip: '8.8.8.8', userAgent: 'A', pageUrl: 'https://a.example/' };
      const see = (...sightings: { key: string; ttclid?: string }[]) =>
        store.append({ events: [], sightings });
      await see({ key: 'visitor:1', ...all }, { key: 'visitor:2', ttclid: 'x' });
      await see({ key: 'visitor:1', ttclid: 'c2' });
      const known = await store.recall(['visitor:2', 'visitor:1', 'visitor:3', "' OR 1=1"]);
      expect(known.size).toBe(2);
      expect(known.get('visitor:1')).toEqual({ ...all, ttclid: 'c2' });
      expect(known.get('visitor:2')).toMatchObject({ ttclid: 'x', ttp: undefined });
      expect((await store.recall([])).size).toBe(0);
    });

    it('shows the newest first, and counts', async () => {
      expect(await store.stats()).toEqual({ due: 0, accepted: 0, dead: 0, collected: 0, oldestDueMs: 0 });
      await append([...named('a', 'b'), newEvent({ eventId: 'c', receivedAt: START + 500 })]);
      const claimed = await claim(2);
      await store.settle([...claimed.slice(0, 1).map(accepted), ...claimed.slice(1).map(dead)]);
      clock += 2000;
      expect(await store.stats()).toEqual({ due: 1, accepted: 1, dead: 1, collected: 0, oldestDueMs: 1500 });
      expect((await store.recent(2)).map(({ eventId }) => eventId)).toEqual(['c', 'b']);
    });

    it('measures what waits, leased or not, and nothing else', async () => {
      expect(await store.queue()).toEqual({ events: 0, bytes: 0, oldestMs: 0 });
      // 4 and 6 bytes: the second body has one character of two.
      const bodies = ['{"a}', '{"é"}'].map((body) => newEvent({ body }));
      await append([newEvent({ relayed: false }), ...bodies]);
      await claim(1);
      clock += 1500;
      await append([newEvent({ body: '{}', receivedAt: clock })]);
      expect(await store.queue()).toEqual({ events: 3, bytes: 12, oldestMs: 1500 });
      await store.settle((await claim(1)).map(dead));
      expect(await store.queue()).toEqual({ events: 2, bytes: 6, oldestMs: 1500 });
    });

    relayConformance(
      () => store,
      (ms) => {
        clock += ms;
      },
    );
    sweepConformance(
      () => store,
      (ms) => {
        clock += ms;
      },
    );
  });
}
