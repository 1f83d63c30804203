import { expect, it } from 'vitest';
import { minorDigits } from './currencies.ts';
import { CURRENCIES } from './limits.ts';

// https://www.six-group.com/en/products-services/financial-information/data-standards.html (list one, "Minor unit")
it.each([
  { currency: 'USD', digits: 2, reason: 'cents' },
  { currency: 'EUR', digits: 2, reason: 'cents' },
  { currency: 'HUF', digits: 2, reason: 'filler, although no coin is left' },
  { currency: 'IDR', digits: 2, reason: 'sen, although no coin is left' },
  { currency: 'COP', digits: 2, reason: 'centavos, although no shop shows them' },
  { currency: 'TWD', digits: 2, reason: 'cents, although no shop shows them' },
  { currency: 'BIF', digits: 0, reason: 'none' },
  { currency: 'CLP', digits: 0, reason: 'none' },
  { currency: 'ISK', digits: 0, reason: 'none' },
  { currency: 'JPY', digits: 0, reason: 'none' },
  { currency: 'KRW', digits: 0, reason: 'none' },
  { currency: 'PYG', digits: 0, reason: 'none' },
  { currency: 'VND', digits: 0, reason: 'none' },
  { currency: 'BHD', digits: 3, reason: 'fils' },
  { currency: 'KWD', digits: 3, reason: 'fils' },
  { currency: 'OMR', digits: 3, reason: 'baisa' },
  { currency: undefined, digits: 3, reason: 'the most there are' },
])('$currency has $digits: $reason', ({ currency, digits }) => {
  expect(minorDigits(currency)).toBe(digits);
});

it('has ten that are not of two digits, among the 62', () => {
  expect([...CURRENCIES].filter((currency) => minorDigits(currency) !== 2)).toHaveLength(10);
});
