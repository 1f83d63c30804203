import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimedEvent, Settlement, StoredEvent } from '../store/store.ts';
import type { Outcome } from '../tiktok/outcome.ts';
import { countedFrom, unsureFrom } from './counted-from.ts';
import { readHistory, writeHistory } from './history.ts';
import { replayOf } from './replay-fault.ts';
import { returned, settlementOf, tooLate } from './settlement.ts';

const START = Date.UTC(2026, 10, 18);
const HOUR = 3_600_000;
const TOO_MUCH: Outcome = { kind: 'throttled', reason: '40100 slow' };
const LOST: Outcome = { kind: 'retry', reason: 'timed out', answered: false };
const REFUSED = { kind: 'rejected', reason: '40002 no', requestId: 'R1', at: undefined } as const;

const known = (...hours: number[]) =>
  hours.map((hour) => ({ at: START + hour * HOUR, reason: '40100 slow' }));

describe('a claim of which nothing was noted', () => {
  it.each([
    { history: {}, attempts: 1, from: START, reason: 'the first: at any time since its receipt' },
    {
      history: { noted: 1, attempts: known(70) },
      attempts: 2,
      from: START + 70 * HOUR,
      reason: 'after one known',
    },
    {
      history: { noted: 2, attempts: known(0, 71) },
      attempts: 3,
      from: START + 71 * HOUR,
      reason: 'after two',
    },
    {
      history: { replayedAt: START + 72 * HOUR },
      attempts: 1,
      from: START + 72 * HOUR,
      reason: 'after a replay',
    },
    {
      history: { replayedAt: START + 72 * HOUR, attempts: known(0) },
      attempts: 1,
      from: START + 72 * HOUR,
      reason: 'a replay after what is known',
    },
    {
      history: { replayedAt: START + 72 * HOUR, noted: 1, attempts: known(0, 73) },
      attempts: 2,
      from: START + 73 * HOUR,
      reason: 'what is known after a replay',
    },
    {
      history: { unsureAt: START, attempts: known(9) },
      attempts: 5,
      from: START,
      reason: 'the first in doubt counts',
    },
    { history: { noted: 1, attempts: known(9) }, attempts: 1, from: undefined, reason: 'there is none' },
  ])('may have sent it from $from on: $reason', ({ history, attempts, from }) => {
    const text = writeHistory({ noted: 0, spared: 0, attempts: [], noPixelCopy: true, ...history });
    for (const eventSource of ['web', 'offline']) {
      expect(countedFrom({ eventSource, receivedAt: START, attempts, history: text })).toBe(from);
    }
  });
});

it('whatever befalls an event, a copy that TikTok may have is never taken for a later one', () => {
  const fate = fc.constantFrom(
    'throttled',
    'lost',
    'given back',
    'killed before',
    'killed after',
    'replayed',
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fate, fc.integer({ min: 1, max: 9 * HOUR })), { maxLength: 15 }),
      (fates) => {
        let event: ClaimedEvent = {
          id: 1,
          lease: 'L',
          pixel: 'C4AAAAAAAAAAAAAAAAAA',
          eventSource: 'offline',
          testEventCode: null,
          event: 'Purchase',
          eventId: 'ord_1',
          body: '{}',
          receivedAt: START,
          attempts: 0,
          history: null,
        };
        const settle = (settlement: Settlement) => {
          const history = 'history' in settlement ? settlement.history : undefined;
          event = { ...event, attempts: event.attempts + 1, history: history ?? event.history };
        };
        let now = START;
        let firstSent: number | undefined;
        for (const [what, later] of fates) {
          now += later;
          if (what === 'lost' || what === 'killed after') firstSent ??= now;
          if (what === 'throttled') settle(settlementOf(event, TOO_MUCH, now, 0.5));
          else if (what === 'lost') settle(settlementOf(event, LOST, now, 0.5));
          else if (what === 'given back') settle(returned(event, REFUSED, now, 1));
          else if (what !== 'replayed') event = { ...event, attempts: event.attempts + 1 };
          else {
            const dead = tooLate(event, now);
            if (dead) settle(dead);
            const stored: StoredEvent = {
              ...event,
              state: 'dead',
              findings: '[]',
              reason: null,
              requestId: null,
            };
            event = { ...event, attempts: 0, history: replayOf(stored, now, true).history };
          }
          const from = unsureFrom(event, readHistory(event.history));
          if (firstSent !== undefined) expect(from).toBeLessThanOrEqual(firstSent);
        }
      },
    ),
  );
});
