import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GIVE_UP_MS, nextAttemptAt, RETRY_WAITS_MS } from './retry-schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
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
    // The rows sum up to 31 h 42 min 42 s: 2+10+30 s, 2+10+30 min, 1+2+4+6+8+10 h.
    { random: 0.5, total: 31 * HOUR + 42 * MINUTE + 42_000, reason: 'no jitter' },
    { random: 0, total: 0.8 * (31 * HOUR + 42 * MINUTE + 42_000), reason: 'the shortest' },
    { random: 1, total: 1.2 * (31 * HOUR + 42 * MINUTE + 42_000), reason: 'the longest' },
  ])('take $total ms with random $random, and then there is one more: $reason', ({ random, total }) => {
    const made = attemptsAfter(() => random);
    // Each of the waits is rounded to a millisecond.
    expect(Math.abs((made[RETRY_WAITS_MS.length] ?? 0) - total)).toBeLessThanOrEqual(12);
    // Ten hours more are too much for all three (at 80 % they are eight, which leaves time for one more).
    expect(made.slice(RETRY_WAITS_MS.length + 1).at(-1)).toBe(40 * HOUR - 15 * MINUTE);
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
        expect(made.at(-1)).toBeLessThanOrEqual(40 * HOUR);
        // Nobody is given up long before the end: a quarter of an hour, and half of one that is no wait.
        expect(made.at(-1)).toBeGreaterThan(40 * HOUR - 45 * MINUTE);
        expect(made).toEqual(made.toSorted((left, right) => left - right));
        expect(made.length).toBeLessThanOrEqual(RETRY_WAITS_MS.length + 3);
      }),
    );
  });

  it('the wait never shrinks below the first row, whatever the age and the attempts', () => {
    const [attempts, age] = [fc.nat({ max: 40 }), fc.nat({ max: 41 * HOUR })];
    fc.assert(
      fc.property(attempts, age, random, (attempt, ms, chance) => {
        const now = received + ms;
        const dueAt = nextAttemptAt({ attempts: attempt, receivedAt: received }, now, chance);
        if (dueAt === undefined) return;
        expect(dueAt - now).toBeGreaterThanOrEqual(
          Math.min(0.8 * (RETRY_WAITS_MS[attempt] ?? HOUR), HOUR / 2),
        );
        expect(dueAt - received).toBeLessThanOrEqual(40 * HOUR);
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
    {
      attempts: 11,
      age: 31 * HOUR,
      dueIn: 8.75 * HOUR,
      reason: 'the last row would end too late: the last try',
    },
    { attempts: 11, age: 39.25 * HOUR, dueIn: HOUR / 2, reason: 'the last try at half an hour’s distance' },
    { attempts: 11, age: 39.25 * HOUR + 1, dueIn: undefined, reason: 'the last try would be too close' },
    { attempts: 12, age: 39.75 * HOUR, dueIn: undefined, reason: 'that was the last one' },
    { attempts: 12, age: 0, dueIn: 10 * HOUR, reason: 'the last row again: restarts count as attempts too' },
  ])('attempt $attempts at $age ms: $reason', ({ attempts, age, dueIn }) => {
    const now = received + age;
    const expected = dueIn === undefined ? undefined : now + dueIn;
    expect(nextAttemptAt({ attempts, receivedAt: received }, now, 0.5)).toBe(expected);
  });
});
