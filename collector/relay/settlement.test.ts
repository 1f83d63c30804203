import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimedEvent, Settlement } from '../store/store.ts';
import type { Outcome } from '../tiktok/outcome.ts';
import { readHistory } from './history.ts';
import { RETRY_WAITS_MS } from './retry-schedule.ts';
import { settlementOf, tooLate } from './settlement.ts';

const START = Date.UTC(2026, 10, 18);
const HOUR = 3_600_000;
const LOST: Outcome = { kind: 'retry', reason: 'timed out', answered: false };
const TOO_MUCH: Outcome = { kind: 'throttled', reason: '40100 slow' };
const BAD_TOKEN: Outcome = { kind: 'unauthorised', reason: '40105 no' };

function claimed(change: Partial<ClaimedEvent> = {}): ClaimedEvent {
  return {
    id: 1,
    lease: 'L',
    pixel: 'C4AAAAAAAAAAAAAAAAAA',
    eventSource: 'web',
    testEventCode: null,
    event: 'Purchase',
    eventId: 'ord_1',
    body: '{}',
    receivedAt: START,
    attempts: 0,
    history: null,
    ...change,
  };
}

/** The event as the next claim finds it. */
function claimedAgain(event: ClaimedEvent, settlement: Settlement): ClaimedEvent {
  if (settlement.kind !== 'retry') throw new Error(`expected a retry, got ${settlement.kind}`);
  return { ...event, attempts: event.attempts + 1, history: settlement.history ?? event.history };
}

describe('an event whose answers are lost', () => {
  it.each(['web', 'offline'] as const)(
    'from %s is sent at growing intervals, and never later than 40 h after TikTok may have counted it',
    (eventSource) => {
      const chance = fc.double({ min: 0, max: 1, noNaN: true });
      const delays = fc.nat({ max: 24 * HOUR });
      fc.assert(
        fc.property(fc.infiniteStream(chance), delays, (random, late) => {
          // The first attempt may come late: the collector was down, or the pixel paused.
          let now = START + late;
          const sent: number[] = [];
          let event = claimed({ eventSource });
          for (;;) {
            expect(tooLate(event, now)).toBeUndefined();
            sent.push(now);
            const settlement = settlementOf(event, LOST, now, random.next().value as number);
            if (settlement.kind === 'dead') break;
            event = claimedAgain(event, settlement);
            now = (settlement as Settlement & { kind: 'retry' }).dueAt;
          }
          const from = eventSource === 'web' ? START : (sent[0] as number);
          expect((sent.at(-1) as number) - from).toBeLessThanOrEqual(40 * HOUR);
          const waits = sent.slice(1).map((at, index) => at - (sent[index] as number));
          // Chance may turn two neighbours round (8 h at 120 % and 10 h at 80 %), but not over two steps of the rows.
          // The last wait may be cut short, so that there is a try just before the end.
          for (let step = 2; step < Math.min(waits.length - 1, RETRY_WAITS_MS.length); step++) {
            expect(waits[step]).toBeGreaterThan(waits[step - 2] as number);
          }
        }),
        { numRuns: 50 },
      );
    },
  );

  it('is dead with the last reason and all attempts', () => {
    const event = claimed({ receivedAt: START - 40 * HOUR });
    const settlement = settlementOf(event, LOST, START, 0.5);
    expect(settlement).toMatchObject({ kind: 'dead', reason: 'gave up after 40 hours: timed out' });
    const { history } = settlement as Settlement & { kind: 'dead' };
    expect(readHistory(history ?? null).attempts).toEqual([{ at: START, reason: 'timed out' }]);
  });

  it('keeps the first attempt and the last nineteen', () => {
    let event = claimed({ eventSource: 'offline' });
    for (let at = 0; at < 50; at++)
      event = claimedAgain(event, settlementOf(event, TOO_MUCH, START + at, 0.5));
    const times = readHistory(event.history).attempts.map(({ at }) => at - START);
    expect(times).toEqual([0, ...Array.from({ length: 19 }, (_, index) => 31 + index)]);
  });
});

describe.each([
  { outcome: TOO_MUCH, reason: 'throttled' },
  { outcome: BAD_TOKEN, reason: 'refused for the token' },
])('an event that was $reason', ({ outcome }) => {
  it('is due at once, and the schedule goes on where it stood', () => {
    let event = claimed();
    for (let count = 0; count < 30; count++) {
      const settlement = settlementOf(event, outcome, START, 0.5);
      expect(settlement).toMatchObject({ kind: 'retry', dueAt: START });
      event = claimedAgain(event, settlement);
    }
    // The first wait of the schedule is two seconds.
    expect(settlementOf(event, LOST, START, 0.5)).toMatchObject({ kind: 'retry', dueAt: START + 2000 });
  });
});

it('an event refused is dead with the words, the cause and the fix', () => {
  const outcome: Outcome = { kind: 'rejected', reason: '40062 email', requestId: 'R1', at: undefined };
  expect(settlementOf(claimed(), outcome, START, 0.5)).toMatchObject({
    kind: 'dead',
    reason: expect.stringMatching(/^40062 email \(An e-mail address.*not hashed\. Send such data .*\.\)$/),
    requestId: 'R1',
  });
});

describe('too late', () => {
  const throttled = claimedAgain(claimed(), settlementOf(claimed(), TOO_MUCH, START, 0.5));
  const lost = claimedAgain(claimed(), settlementOf(claimed(), LOST, START, 0.5));
  it.each([
    { change: {}, age: 40 * HOUR, late: false, reason: 'the last moment' },
    { change: {}, age: 40 * HOUR + 1, late: true, reason: 'the pixel may have sent it' },
    { change: { eventSource: 'offline' }, age: 400 * HOUR, late: false, reason: 'nobody can have sent it' },
    {
      change: { eventSource: 'crm', attempts: 1 },
      age: 41 * HOUR,
      late: true,
      reason: 'a relay that died may have sent it',
    },
    {
      change: { eventSource: 'crm', attempts: 1, history: throttled.history },
      age: 400 * HOUR,
      late: false,
      reason: 'TikTok did not take it',
    },
    {
      change: { eventSource: 'crm', attempts: 1, history: lost.history },
      age: 40 * HOUR + 1,
      late: true,
      reason: 'TikTok may have taken it',
    },
    {
      change: { history: '{"noted":0,"spared":0,"noPixelCopy":true,"attempts":[]}' },
      age: 400 * HOUR,
      late: false,
      reason: 'somebody has said that no pixel sent it',
    },
  ] as const)('after $age ms: $late, $reason', ({ change, age, late }) => {
    const settlement = tooLate(claimed(change), START + age);
    expect(settlement !== undefined).toBe(late);
    if (settlement)
      expect(settlement).toMatchObject({
        kind: 'dead',
        reason: expect.stringContaining('not sent within 40 hours'),
      });
  });
});
