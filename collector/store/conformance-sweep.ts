import { describe, expect, it } from 'vitest';
import { accepted, dead, named, newEvent } from './conformance-events.ts';
import type { ClaimedEvent, EventStore, NewEvent } from './store.ts';

const LEASE_MS = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * What every engine must forget, and when. https://ads.tiktok.com/help/article/event-deduplication for the ids.
 *
 * @param current the store of the test that runs
 * @param pass lets the store's clock go on by so many ms
 */
export function sweepConformance(current: () => EventStore, pass: (ms: number) => void): void {
  const append = (events: readonly NewEvent[]) => current().append({ events, sightings: [] });
  const claimedIds = async () => (await current().claim(1000, LEASE_MS)).map(({ eventId }) => eventId);
  async function claimOne(): Promise<ClaimedEvent> {
    const [event] = await current().claim(1, LEASE_MS);
    if (!event) throw new Error('expected an event to be due');
    return event;
  }

  describe('sweep', () => {
    async function sweepAfter(ms: number): Promise<void> {
      pass(ms);
      await current().sweep();
    }

    it('never takes what still waits, however old', async () => {
      await append(named('a'));
      await sweepAfter(365 * DAY);
      expect(await claimedIds()).toEqual(['a']);
    });

    it.each([
      { as: accepted, kept: DAY, was: { accepted: 1, dead: 0 }, reason: 'delivered, after a day' },
      { as: dead, kept: 30 * DAY, was: { accepted: 0, dead: 1 }, reason: 'dead, after thirty days' },
    ])('forgets events that are $reason, counted from their end', async ({ as, kept, was }) => {
      await append(named('a'));
      pass(HOUR);
      await current().settle([as(await claimOne())]);
      await sweepAfter(kept - 1);
      expect(await current().stats()).toMatchObject(was);
      await sweepAfter(1);
      expect(await current().stats()).toMatchObject({ accepted: 0, dead: 0 });
    });

    it('forgets what is collected only a day after it came', async () => {
      await append([newEvent({ relayed: false }), ...named('b')]);
      await sweepAfter(DAY - 1);
      expect(await current().stats()).toMatchObject({ collected: 1 });
      await sweepAfter(1);
      expect(await current().stats()).toMatchObject({ collected: 0, due: 1 });
      expect(await current().recent(10)).toMatchObject([{ eventId: 'b' }]);
    });

    it('forgets visitors thirty days after they were last seen', async () => {
      const seen = { events: [], sightings: [{ key: 'visitor:1', ttclid: 'c' }] };
      await current().append(seen);
      pass(HOUR);
      await current().append(seen);
      await sweepAfter(30 * DAY - 1);
      expect((await current().recall(['visitor:1'])).size).toBe(1);
      await sweepAfter(1);
      expect((await current().recall(['visitor:1'])).size).toBe(0);
    });

    it('forgets no id before its 48 hours are over', async () => {
      await append(named('a'));
      await sweepAfter(48 * HOUR - 1);
      expect(await append(named('a'))).toEqual(['duplicate']);
    });
  });
}
