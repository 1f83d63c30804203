import fc from 'fast-check';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import { expect, it } from 'vitest';
import { readPhoneNumber, readWithLibrary } from './phone-number.ts';

/** Every calling code, and some digits behind it that need be nobody's. */
const international = fc
  .tuple(
    fc.constantFrom(...getCountries().map((country) => getCountryCallingCode(country)), '999', '800', '0'),
    fc.stringMatching(/^\d{1,14}$/),
    fc.constantFrom('', ' ', '-', '.', ' (', ')'),
    fc.nat(6),
  )
  .map(([code, digits, between, at]) => `+${code}${digits.slice(0, at)}${between}${digits.slice(at)}`);

it('says what the library says, of whatever international number', () => {
  fc.assert(
    fc.property(international, (text) => {
      expect(readPhoneNumber(text)).toBe(readWithLibrary(text));
    }),
    { numRuns: 20_000 },
  );
});

it('says what the library says, of whatever text', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^\+?[\d ().+-]{0,20}$/));
  fc.assert(
    fc.property(text, fc.constantFrom('US', 'GB', 'DE', undefined), (raw, country) => {
      expect(readPhoneNumber(raw, [country])).toBe(readWithLibrary(raw, [country]));
    }),
    { numRuns: 5000 },
  );
});
