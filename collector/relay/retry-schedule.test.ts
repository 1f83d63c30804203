import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GIVE_UP_MS, nextAttemptAt, RETRY_WAITS_MS } from './retry-schedule.ts';

const HOUR = 3_600_000;
const received = Date.UTC(2026, 10, 18);

/** How long after receipt each attempt is made, until the schedule gives up. */
function attemptsAfter(random: () => number): number[] {
  const made = [0];
  for (;;) {
    const now = received + (made.at(-1) ?? 0);
    const next = nextAttemptAt({ attempts: made.length - 1, receivedAt: received }, now, random());
    if (next === undefined) return made;
    made.push(next - received);
  }
}

describe('the waits', () => {
  it('grow from seconds to hours', () => {
    expect(RETRY_WAITS_MS[0]).toBeLessThanOrEqual(5000);
    expect(RETRY_WAITS_MS).toEqual(RETRY_WAITS_MS.toSorted((left, right) => left - right));
    expect(new Set(RETRY_WAITS_MS).size).toBe(RETRY_WAITS_MS.length);
  });

  it.each([
    // The rows sum up to 31 h 42 min 42 s: 2+10+30 s, 2+10+30 min, 1+2+4+6+8+10 h. At 80 % that leaves room for one
    // more wait of 10 h, at 100 and 120 % it does not.
    { random: 0.5, total: 31 * HOUR + 42 * 60_000 + 42_000, reason: 'no jitter' },
    { random: 0, total: 0.8 * (41 * HOUR + 42 * 60_000 + 42_000), reason: 'the shortest' },
    { random: 1, total: 1.2 * (31 * HOUR + 42 * 60_000 + 42_000), reason: 'the longest' },
  ])('end after $total ms with random $random: $reason', ({ random, total }) => {
    // Each of the waits is rounded to a millisecond.
    expect(Math.abs((attemptsAfter(() => random).at(-1) ?? 0) - total)).toBeLessThanOrEqual(13);
  });

  it('give up 8 hours before TikTok counts a copy again', () => {
    // https://ads.tiktok.com/help/article/event-deduplication
    expect(GIVE_UP_MS).toBe(48 * HOUR - 8 * HOUR);
  });
});

describe('whatever chance says', () => {
  const random = fc.double({ min: 0, max: 1, noNaN: true });

  it('no attempt is made later than 40 h after receipt, and all rows are used', () => {
    fc.assert(
      fc.property(fc.infiniteStream(random), (chance) => {
        const made = attemptsAfter(() => chance.next().value as number);
        expect(made.length).toBeGreaterThan(RETRY_WAITS_MS.length);
        expect(made.at(-1)).toBeLessThan(40 * HOUR);
        expect(made).toEqual(made.toSorted((left, right) => left - right));
      }),
    );
  });

  it('each wait lies between 80 and 120 % of its row', () => {
    const attempts = fc.nat({ max: RETRY_WAITS_MS.length - 1 });
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        const wait = RETRY_WAITS_MS[attempt] ?? Number.NaN;
        const dueAt =
          nextAttemptAt({ attempts: attempt, receivedAt: received }, received, chance) ?? Number.NaN;
        expect(dueAt - received).toBeGreaterThanOrEqual(0.8 * wait);
        expect(dueAt - received).toBeLessThanOrEqual(1.2 * wait);
      }),
    );
  });
});

describe('giving up', () => {
  it.each([
    {
      attempts: 0,
      age: 40 * HOUR - 2000,
      dueIn: 2000,
      reason: 'the last copy goes out exactly 40 h after receipt',
    },
    { attempts: 0, age: 40 * HOUR - 1999, dueIn: undefined, reason: 'a millisecond more' },
    { attempts: 11, age: 20 * HOUR, dueIn: 10 * HOUR, reason: 'the last row' },
    { attempts: 11, age: 31 * HOUR, dueIn: undefined, reason: 'the last row would end too late' },
    { attempts: 12, age: 0, dueIn: 10 * HOUR, reason: 'the last row again: restarts count as attempts too' },
  ])('attempt $attempts at $age ms: $reason', ({ attempts, age, dueIn }) => {
    const now = received + age;
    const expected = dueIn === undefined ? undefined : now + dueIn;
    expect(nextAttemptAt({ attempts, receivedAt: received }, now, 0.5)).toBe(expected);
  });
});
