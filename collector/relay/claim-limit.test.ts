import { describe, expect, it } from 'vitest';
import { type ClaimLimit, createClaimLimit } from './claim-limit.ts';

/** Claims from a queue without end over a network that passes so many events in time; returns what each one brought. */
function claims(limit: ClaimLimit, passes: number, times: number): number[] {
  return Array.from({ length: times }, () => {
    const asked = limit.events();
    if (asked > passes) limit.failed();
    else limit.brought(asked);
    return asked > passes ? 0 : asked;
  });
}

describe('a limit of claims', () => {
  it('is halved by each that fails, down to one event', () => {
    const limit = createClaimLimit(10);
    const limits = Array.from({ length: 6 }, () => {
      limit.failed();
      return limit.events();
    });
    expect(limits).toEqual([5, 2, 1, 1, 1, 1]);
  });

  it('grows by a quarter with each full claim, to what it was and no further', () => {
    const limit = createClaimLimit(10);
    limit.failed();
    expect(claims(limit, 10, 6)).toEqual([5, 7, 9, 10, 10, 10]);
  });

  it('is not raised by a claim that was not full', () => {
    const limit = createClaimLimit(10);
    limit.failed();
    limit.brought(4);
    expect(limit.events()).toBe(5);
  });

  it.each([
    { passes: 999, reason: 'almost all' },
    { passes: 600, reason: 'a little over half' },
    { passes: 3, reason: 'next to nothing' },
    { passes: 1, reason: 'one at a time' },
  ])(
    'where $passes of a thousand pass, $reason: every other claim succeeds, with half of them or more',
    ({ passes }) => {
      const limit = createClaimLimit(1000);
      // Ten halvings reach any of them (2^10 = 1024).
      claims(limit, passes, 10);
      const brought = claims(limit, passes, 300).filter((events) => events > 0);
      expect(brought.length).toBeGreaterThanOrEqual(150);
      expect(Math.min(...brought)).toBeGreaterThanOrEqual(Math.floor(passes / 2));
    },
  );
});
