import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../store/store.ts';
import { readHistory } from './history.ts';
import { replayFault, replayOf } from './replay-fault.ts';

const NOW = Date.UTC(2026, 10, 18);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Case {
  readonly state?: StoredEvent['state'];
  readonly source?: StoredEvent['eventSource'];
  /** Age of the event at its receipt and since, in ms. */
  readonly received?: number;
  readonly happened?: number;
  readonly attempts?: number;
  readonly history?: object;
}

function stored({ state = 'dead', source = 'web', received = 0, happened, attempts = 1, history }: Case) {
  const seconds = Math.floor((NOW - (happened ?? received)) / 1000);
  return {
    id: 1,
    pixel: 'C4AAAAAAAAAAAAAAAAAA',
    eventSource: source,
    testEventCode: null,
    event: 'Purchase',
    eventId: 'ord_1',
    body: JSON.stringify({ event: 'Purchase', event_time: seconds }),
    receivedAt: NOW - received,
    findings: '[]',
    state,
    attempts,
    reason: '40002 no',
    requestId: null,
    history: JSON.stringify({ noted: 1, spared: 0, attempts: [], ...history }),
  } satisfies StoredEvent;
}

// TikTok tells copies apart for 48 h: https://ads.tiktok.com/help/article/event-deduplication . We stop at 40.
describe('a replay', () => {
  it.each<[Case, string]>([
    [{}, 'just refused'],
    [{ received: 40 * HOUR }, 'a web event at the last moment'],
    [{ source: 'offline', received: 27 * DAY }, 'no pixel sends offline events, and TikTok refused it'],
    [{ source: 'crm', received: 27 * DAY, attempts: 4, history: { noted: 4, spared: 4 } }, 'throttled only'],
    [{ source: 'offline', history: { unsureAt: NOW - 40 * HOUR } }, 'an attempt without an answer, lately'],
    [{ received: 27 * DAY, history: { noPixelCopy: true } }, 'said before that no pixel sent it'],
  ])('of %j is fine: %s', (given) => {
    expect(replayFault(stored(given), NOW, false)).toBeUndefined();
  });

  it.each<[Case, string, string]>([
    [{ state: 'accepted' }, 'was delivered', 'it would be a second copy'],
    [{ state: 'due' }, 'waits to be sent already', 'it is on its way'],
    [{ state: 'collected' }, 'never sent', 'a page view of the pixel’s'],
    [{ received: 40 * HOUR + 1 }, '--without-pixel', 'the pixel may have sent it'],
    [{ source: 'offline', history: { unsureAt: NOW - 40 * HOUR - 1 } }, 'no answer', 'TikTok may have it'],
    [{ source: 'offline', received: 41 * HOUR, attempts: 2 }, 'no answer', 'a relay died on the way'],
    [{ source: 'offline', received: HOUR, happened: 28 * DAY + 1000 }, '28 days', 'it is too old'],
  ])('of %j is refused with "%s": %s', (given, words) => {
    expect(replayFault(stored(given), NOW, false)).toContain(words);
  });

  it('of a web event whose pixel was silent is fine, unless an attempt of ours may have arrived', () => {
    const received = 5 * DAY;
    expect(replayFault(stored({ received }), NOW, true)).toBeUndefined();
    const unsure = stored({ received, history: { unsureAt: NOW - received } });
    expect(replayFault(unsure, NOW, true)).toContain('no answer');
  });
});

it('begins the schedule anew, and keeps what was noted of attempts', () => {
  const attempts = [{ at: NOW - HOUR, reason: 'timed out' }];
  const event = stored({ attempts: 9, history: { noted: 9, spared: 3, unsureAt: NOW - HOUR, attempts } });
  const { id, history } = replayOf(event, NOW, false);
  expect(id).toBe(1);
  expect(readHistory(history)).toEqual({
    noted: 0,
    spared: 0,
    unsureAt: NOW - HOUR,
    replayedAt: NOW,
    attempts,
  });
  expect(readHistory(replayOf(event, NOW, true).history)).toMatchObject({ noPixelCopy: true });
});
