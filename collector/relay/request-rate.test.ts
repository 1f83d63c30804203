import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRequestRate } from './request-rate.ts';

const START = 1_000_000;

/** Starts as many requests as may start at once; returns how many. */
function burst(rate: ReturnType<typeof createRequestRate>, at: number): number {
  let count = 0;
  while (rate.waitMs(at) === 0) {
    rate.take(at);
    count++;
  }
  return count;
}

describe('a rate', () => {
  it('lets a tenth of a second’s requests go at once, then one by one', () => {
    const rate = createRequestRate(100);
    expect(burst(rate, START)).toBe(10);
    // At 100 a second the next one is due after 10 ms.
    expect(rate.waitMs(START)).toBe(10);
    expect(burst(rate, START + 9)).toBe(0);
    expect(burst(rate, START + 10)).toBe(1);
    expect(burst(rate, START + 1000)).toBe(10);
  });

  it('makes those who come too early wait behind each other', () => {
    const rate = createRequestRate(10);
    expect([rate.take(START), rate.take(START), rate.take(START)]).toEqual([0, 100, 200]);
  });

  it('is never exceeded over a second, whoever asks when', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 40 }),
        (most, steps) => {
          const rate = createRequestRate(most);
          const starts: number[] = [];
          let at = START;
          for (const step of steps) {
            at += step;
            for (let count = burst(rate, at); count > 0; count--) starts.push(at);
          }
          const first = starts.filter((start) => start < START + 1000).length;
          // A second's requests, and the tenth that may go at once.
          expect(first).toBeLessThanOrEqual(most + Math.max(1, most / 10));
        },
      ),
    );
  });
});

describe('after being slowed down', () => {
  it('goes on at half of what was sent, not at half of a limit far away', () => {
    const rate = createRequestRate(1000);
    for (let count = 0; count < 8; count++) rate.take(START + count * 100);
    rate.slowDown(START + 900);
    expect(rate.perSecond(START + 900)).toBe(4);
    expect(rate.waitMs(START + 900)).toBe(250);
  });

  it('takes the answers of one burst for one', () => {
    const rate = createRequestRate(1000);
    for (let count = 0; count < 8; count++) rate.take(START);
    rate.slowDown(START);
    rate.slowDown(START + 10);
    rate.slowDown(START + 999);
    expect(rate.perSecond(START)).toBe(4);
    rate.slowDown(START + 1000);
    // Nothing was sent in the last second: half of the least that counts as sent.
    expect(rate.perSecond(START + 1000)).toBe(0.5);
  });

  it('doubles every half minute until it is what it was', () => {
    const rate = createRequestRate(3);
    rate.take(START);
    rate.slowDown(START);
    const after = [0, 30, 60, 90, 600].map((seconds) => rate.perSecond(START + seconds * 1000));
    expect(after).toEqual([0.5, 1, 2, 3, 3]);
  });

  it('never stops altogether', () => {
    const rate = createRequestRate(1000);
    for (let second = 0; second < 100; second++) rate.slowDown(START + second * 1000);
    expect(rate.perSecond(START + 99_000)).toBe(0.1);
    // Ten seconds at most, and less as the rate grows meanwhile.
    expect(rate.waitMs(START + 99_000)).toBe(10_000);
    expect(rate.waitMs(START + 109_000)).toBe(0);
  });
});
