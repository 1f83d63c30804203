import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactAmount, roundedAmount } from './exact-amount.ts';

describe('a sum', () => {
  it.each([
    { amounts: [0.1, 0.2], digits: 2, sum: 0.3, reason: 'not 0.30000000000000004' },
    { amounts: [1.005], digits: 2, sum: 1.01, reason: 'half, away from zero; in binary it is a little less' },
    { amounts: [-1.005], digits: 2, sum: -1.01, reason: 'the same below zero' },
    { amounts: [1.004999], digits: 2, sum: 1, reason: 'less than half' },
    { amounts: [-1.004999], digits: 2, sum: -1, reason: 'less than half below zero' },
    { amounts: [0.5], digits: 0, sum: 1, reason: 'half a yen' },
    { amounts: [-0.5], digits: 0, sum: -1, reason: 'half a yen back' },
    { amounts: [1.2345], digits: 3, sum: 1.235, reason: 'half a fils' },
    { amounts: [19.99, -19.99], digits: 2, sum: 0, reason: 'nothing' },
    { amounts: [1e-7, 1e21], digits: 2, sum: 1e21, reason: 'numbers that are written with an exponent' },
    { amounts: [1e-320], digits: 2, sum: 0, reason: 'smaller than anything' },
    { amounts: [1e308, 1e308], digits: 2, sum: undefined, reason: 'more than a number can hold' },
  ])('of $amounts: $reason', ({ amounts, digits, sum }) => {
    const exact = amounts.reduce((before, amount) => before + exactAmount(amount), 0n);
    expect(roundedAmount(exact, digits)).toBe(sum);
  });
});

it('leaves an amount of cents as it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
      expect(roundedAmount(exactAmount(cents / 100), 2)).toBe(cents / 100 + 0);
    }),
  );
});
