import { describe, expect, it } from 'vitest';
import { accepted, dead, named, newEvent, START } from './conformance-events.ts';
import type { ClaimedEvent, EventFilter, EventStore, NewEvent } from './store.ts';

const LEASE_MS = 60_000;
const HOUR = 3_600_000;
const [ONE, TWO] = ['C4AAAAAAAAAAAAAAAAAA', 'C5AAAAAAAAAAAAAAAAAA'];

/**
 * What every engine must do for a relay that leaves pixels out, keeps a history and replays the dead.
 *
 * @param current the store of the test that runs
 * @param pass lets the store's clock go on by so many ms
 */
export function relayConformance(current: () => EventStore, pass: (ms: number) => void): void {
  const append = (events: readonly NewEvent[]) => current().append({ events, sightings: [] });
  const idsOf = (events: readonly { eventId: string }[]) => events.map(({ eventId }) => eventId);
  async function claimOne(): Promise<ClaimedEvent> {
    const [event] = await current().claim(1, LEASE_MS);
    if (!event) throw new Error('expected an event to be due');
    return event;
  }
  async function kill(eventId: string): Promise<ClaimedEvent> {
    await append(named(eventId));
    const event = await claimOne();
    await current().settle([{ ...dead(event), history: 'H1' }]);
    return event;
  }

  describe('claim without some pixels', () => {
    const of = (pixel: string, ...ids: string[]) => ids.map((eventId) => newEvent({ pixel, eventId }));

    it('fills the whole claim with the others, oldest first', async () => {
      await append(of(ONE, 'a', 'b', 'c'));
      pass(1000);
      await append(of(TWO, 'd'));
      pass(1000);
      await append(of('C6AAAAAAAAAAAAAAAAAA', 'e', 'f'));
      expect(idsOf(await current().claim(2, LEASE_MS, { except: [ONE] }))).toEqual(['d', 'e']);
      expect(await current().claim(2, LEASE_MS, { except: [ONE, TWO, 'C6AAAAAAAAAAAAAAAAAA'] })).toEqual([]);
      expect(idsOf(await current().claim(9, LEASE_MS, { except: [TWO] }))).toEqual(['a', 'b', 'c', 'f']);
    });

    it('takes the oldest over all pixels, and not each pixel in turn', async () => {
      await append(of(TWO, 'a'));
      pass(1000);
      await append(of(ONE, 'b', 'c'));
      pass(1000);
      await append(of(TWO, 'd'));
      const claims = [await current().claim(2, LEASE_MS), await current().claim(2, LEASE_MS, {})];
      expect(claims.map((claim) => idsOf(claim).sort())).toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ]);
    });
  });

  it('gives each event its own body, also beside one that is written in several lines', async () => {
    const bodies = ['{\n"a": 1\n}', '{"a":2}', '\n{"a":3}'];
    await append(bodies.map((body, index) => newEvent({ eventId: `e${index}`, body })));
    const claimed = await current().claim(9, LEASE_MS);
    expect(claimed.map(({ body }) => JSON.parse(body))).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  describe('renew', () => {
    it('lets a lease last from now, under the same token and as the same attempt', async () => {
      await append(named('a'));
      const { id, lease } = await claimOne();
      pass(LEASE_MS - 1);
      expect(await current().renew(lease, [id], LEASE_MS)).toEqual([id]);
      pass(LEASE_MS - 1);
      expect(await current().claim(1, LEASE_MS)).toEqual([]);
      pass(1);
      expect(await claimOne()).toMatchObject({ id, attempts: 1 });
    });

    it('leaves alone what was claimed by somebody else, settled, or never there', async () => {
      await append(named('a', 'b', 'c'));
      const [a, b, c] = (await current().claim(3, LEASE_MS)) as [ClaimedEvent, ClaimedEvent, ClaimedEvent];
      await current().settle([accepted(a), { id: b.id, lease: b.lease, kind: 'returned' }]);
      const again = await claimOne();
      expect(again.id).toBe(b.id);
      expect(await current().renew(c.lease, [a.id, b.id, c.id, 999_999], LEASE_MS)).toEqual([c.id]);
      expect(await current().settle([accepted(b)])).toBe(0);
      expect(await current().settle([accepted(again), accepted(c)])).toBe(2);
    });
  });

  describe('what the relay notes', () => {
    it('comes back with the next claim, and stays where nothing new is noted', async () => {
      await append(named('a'));
      const { id, lease } = await claimOne();
      const retry = { kind: 'retry', dueAt: START, reason: 'slow' } as const;
      await current().settle([{ id, lease, ...retry, history: '{"n":1}' }]);
      expect(await current().recent(1)).toMatchObject([{ history: '{"n":1}' }]);
      const second = await claimOne();
      expect(second.history).toBe('{"n":1}');
      await current().settle([{ id, lease: second.lease, ...retry }]);
      const third = await claimOne();
      expect(third.history).toBe('{"n":1}');
      await current().settle([accepted(third)]);
      expect(await current().recent(1)).toMatchObject([{ state: 'accepted', history: '{"n":1}' }]);
    });

    it('is kept for each event of one settlement', async () => {
      await append(named('a', 'b'));
      const [a, b] = (await current().claim(2, LEASE_MS)).map(dead);
      if (!a || !b) throw new Error('expected two events to be due');
      await current().settle([
        { ...a, history: 'A' },
        { ...b, history: 'B' },
      ]);
      expect(await current().recent(2)).toMatchObject([{ history: 'B' }, { history: 'A' }]);
    });

    it("shows TikTok's note beside a yes where a reason stands", async () => {
      await append(named('a'));
      await current().settle([{ ...accepted(await claimOne()), note: '20001 PARTIAL_OK' }]);
      expect(await current().recent(1)).toMatchObject([{ state: 'accepted', reason: '20001 PARTIAL_OK' }]);
    });
  });

  describe('replay', () => {
    it('makes a dead event due at once, with its content, without attempts and with the new history', async () => {
      const { lease: _, ...event } = await kill('a');
      pass(HOUR);
      expect(await current().replay([{ id: event.id, history: 'H2' }])).toEqual([event.id]);
      expect(await current().stats()).toMatchObject({ due: 1, dead: 0 });
      expect(await claimOne()).toMatchObject({ ...event, attempts: 0, history: 'H2' });
    });

    it('happens once, however many ask', async () => {
      const { id } = await kill('a');
      const replays = Array.from({ length: 5 }, () => current().replay([{ id, history: 'H2' }]));
      expect((await Promise.all(replays)).flat()).toEqual([id]);
      expect(await current().replay([{ id, history: 'H3' }])).toEqual([]);
    });

    it.each(['due', 'leased', 'accepted', 'collected', 'unknown'])(
      'leaves %s events alone',
      async (state) => {
        await append([newEvent({ relayed: state !== 'collected' })]);
        if (state === 'leased') await claimOne();
        if (state === 'accepted') await current().settle([accepted(await claimOne())]);
        const [before] = await current().recent(1);
        const id = state === 'unknown' ? 999_999 : (before?.id ?? 0);
        expect(await current().replay([{ id, history: 'H2' }])).toEqual([]);
        expect(await current().recent(1)).toEqual([before]);
      },
    );

    it('remembers the id for 48 h from then', async () => {
      const { id } = await kill('a');
      pass(100 * HOUR);
      await current().sweep();
      expect(await current().replay([{ id, history: 'H2' }])).toEqual([id]);
      pass(48 * HOUR - 1);
      expect(await append(named('a'))).toEqual(['duplicate']);
      pass(1);
      expect(await append(named('a'))).toEqual(['stored']);
    });

    it('does not send what another copy was stored of since', async () => {
      const { id } = await kill('a');
      pass(48 * HOUR);
      expect(await append(named('a'))).toEqual(['stored']);
      expect(await current().replay([{ id, history: 'H2' }])).toEqual([]);
      expect(await current().stats()).toMatchObject({ due: 1, dead: 1 });
    });

    // TikTok counts a copy again after 48 h: https://ads.tiktok.com/help/article/event-deduplication
    it('does not send it either when the id of that copy has been forgotten', async () => {
      const { id } = await kill('a');
      pass(72 * HOUR);
      await append(named('a'));
      await current().settle([accepted(await claimOne())]);
      pass(72 * HOUR);
      await current().sweep();
      expect(await current().replay([{ id, history: 'H2' }])).toEqual([]);
    });

    it('sends of several dead copies the last', async () => {
      const first = await kill('a');
      pass(72 * HOUR);
      const last = await kill('a');
      pass(72 * HOUR);
      await current().sweep();
      const replays = [first, last, last].map(({ id }) => ({ id, history: 'H2' }));
      expect(await current().replay(replays)).toEqual([last.id]);
    });

    it('begins a wait of its own', async () => {
      const { id } = await kill('a');
      pass(100 * HOUR);
      await current().replay([{ id, history: 'H2' }]);
      pass(HOUR);
      expect((await current().queue()).oldestMs).toBe(HOUR);
      expect((await current().stats()).oldestDueMs).toBe(HOUR);
    });

    it('can be had again after another death', async () => {
      const { id } = await kill('a');
      pass(60 * HOUR);
      await current().replay([{ id, history: 'H2' }]);
      await current().settle([dead(await claimOne())]);
      pass(HOUR);
      expect(await current().replay([{ id, history: 'H3' }])).toEqual([id]);
    });
  });

  it.each<[EventFilter, string]>([
    [{}, 'f e d c b a'],
    [{ state: 'due' }, 'd'],
    [{ state: 'accepted' }, 'c'],
    [{ state: 'collected' }, 'f'],
    [{ state: 'dead' }, 'e b a'],
    [{ state: 'dead', pixel: TWO }, 'e'],
    [{ pixel: TWO }, 'e'],
    [{ reason: '40002' }, 'e b a'],
    [{ reason: "4000_' OR 1=1" }, ''],
    [{ reason: 'NO' }, ''],
    [{ eventId: 'b' }, 'b'],
    [{ since: START + 1000 }, 'f e d c b'],
    [{ since: START + 1000, until: START + 4000 }, 'd c b'],
    [{ state: 'dead', since: START + 1, until: START + 4000 }, 'b'],
    [{ ids: [] }, ''],
  ])('looks at the events of %j', async (filter, found) => {
    const pixels = [ONE, ONE, ONE, ONE, TWO, ONE];
    await append(
      [...'abcdef'].map((eventId, index) =>
        newEvent({
          eventId,
          pixel: pixels[index] as string,
          receivedAt: START + index * 1000,
          relayed: eventId !== 'f',
        }),
      ),
    );
    for (const event of await current().claim(10, LEASE_MS)) {
      if ('abe'.includes(event.eventId)) await current().settle([dead(event)]);
      if (event.eventId === 'c') await current().settle([accepted(event)]);
    }
    const events = await current().recent(10, filter);
    expect(idsOf(events).join(' ')).toBe(found);
    // By id, page by page, it is the same.
    const ids = events.map(({ id }) => id);
    expect(idsOf(await current().recent(10, { ids })).join(' ')).toBe(found);
    const before = ids[0];
    if (before !== undefined) {
      expect(idsOf(await current().recent(1, { ...filter, before })).join('')).toBe(found.slice(2, 3));
    }
  });

  it.each<EventFilter>([
    { eventId: 'rare' },
    { eventId: 'rare', state: 'due' },
    { reason: 'told of it' },
    { reason: 'told of it', state: 'dead' },
    { pixel: TWO },
    { until: START },
  ])('finds behind many others what hardly occurs: %j', async (filter) => {
    await append([newEvent({ eventId: 'rare', pixel: TWO, receivedAt: START - 1 })]);
    const [rare] = await current().claim(1, LEASE_MS);
    if (rare && filter.state !== 'due') await current().settle([{ ...dead(rare), reason: 'told of it' }]);
    await append(Array.from({ length: 700 }, () => newEvent({ pixel: ONE })));
    await current().settle((await current().claim(300, LEASE_MS)).map(dead));
    expect(idsOf(await current().recent(10, filter))).toEqual(['rare']);
  });
}
