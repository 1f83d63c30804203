import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisePhone, sha256 } from './match-keys.ts';

// TikTok's own vector: https://business-api.tiktok.com/portal/docs?id=1771101186666498
const TIKTOK_EXAMPLE = '9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd';

it.each([
  '(+1)2133734253',
  '+12133734253',
  '+1 (213) 373-4253',
  '+1.213.373.4253',
  '＋１ ２１３ ３７３ ４２５３',
])("reads TikTok's example as %s", (raw) => {
  expect(normalisePhone(raw)).toEqual([TIKTOK_EXAMPLE]);
});

/**
 * Numbers set aside for examples, in international form by E.164 (https://www.itu.int/rec/T-REC-E.164):
 * https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
 * https://www.acma.gov.au/phone-numbers-use-tv-shows-films-and-creative-works
 * https://www.bundesnetzagentur.de (Rufnummern für Medienproduktionen)
 * https://www.arcep.fr (numéros pour les œuvres audiovisuelles)
 */
describe('numbers of several countries', () => {
  it.each([
    { raw: '020 7946 0958', country: 'GB', e164: '+442079460958', reason: 'London; the leading 0 goes' },
    { raw: '+44 (0)20 7946 0958', country: undefined, e164: '+442079460958', reason: 'a 0 in brackets goes' },
    { raw: '0044 20 7946 0958', country: 'GB', e164: '+442079460958', reason: '00 where it means "+"' },
    { raw: '(+44) 20 7946 0958', country: undefined, e164: '+442079460958', reason: 'the code in brackets' },
    { raw: '0491 570 156', country: 'AU', e164: '+61491570156', reason: 'Australia, mobile' },
    { raw: '030 23125 000', country: 'DE', e164: '+493023125000', reason: 'Berlin' },
    { raw: '01 99 00 12 34', country: 'FR', e164: '+33199001234', reason: 'Paris' },
    { raw: '06 1234 5678', country: 'IT', e164: '+390612345678', reason: 'Italy keeps its 0' },
    { raw: '(213) 373-4253', country: 'US', e164: '+12133734253', reason: 'a national number' },
    { raw: '(213) 373-4253', country: 'us', e164: '+12133734253', reason: 'the country in small letters' },
    {
      raw: '+442079460958',
      country: 'US',
      e164: '+442079460958',
      reason: 'a plus is stronger than the country',
    },
    { raw: '+1 213 373 4253 ext. 5', country: undefined, e164: '+12133734253', reason: 'without extension' },
    { raw: 2133734253, country: 'US', e164: '+12133734253', reason: 'a number in JSON' },
  ])('$raw in $country is $e164: $reason', ({ raw, country, e164 }) => {
    expect(normalisePhone(raw, [country])).toEqual([sha256(e164)]);
  });
});

describe('what is left out, since a wrong hash matches nobody or the wrong one', () => {
  it.each([
    { raw: '2133734253', country: undefined, reason: 'a national number without a country' },
    { raw: '0044 20 7946 0958', country: undefined, reason: '00 without a country is a guess' },
    { raw: '2133734253', country: 'Germany', reason: 'a country that is no code' },
    { raw: '+1213', country: undefined, reason: 'too short' },
    { raw: '+12133734253123456', country: undefined, reason: 'longer than the 15 digits of E.164' },
    { raw: '+0123456789', country: undefined, reason: 'no country code begins with 0' },
    { raw: 'call me', country: 'US', reason: 'no number' },
    { raw: '0', country: 'US', reason: 'nobody' },
    { raw: '', country: 'US', reason: 'blank' },
    { raw: [], country: 'US', reason: 'an empty list' },
  ])('$raw in $country: $reason', ({ raw, country }) => {
    expect(normalisePhone(raw, [country])).toBeUndefined();
  });
});

it('keeps the good ones of several, each once', () => {
  const raw = ['', '+12133734253', '(213) 373-4253', TIKTOK_EXAMPLE, '+442079460958'];
  expect(normalisePhone(raw, ['US'])).toEqual([TIKTOK_EXAMPLE, sha256('+442079460958')]);
});

it('gives 64 lower-case hex digits or nothing, for any text, and never the hash of a blank', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[+(]{0,2}[\d ()-]{0,20}$/));
  fc.assert(
    fc.property(text, fc.constantFrom('US', 'DE', undefined), (raw, country) => {
      for (const hash of normalisePhone(raw, [country]) ?? []) {
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
        expect(hash).not.toBe(sha256(''));
        expect(normalisePhone(hash, [country])).toEqual([hash]);
      }
    }),
  );
});

it('does not care how a North American number is punctuated', () => {
  const gap = fc.constantFrom('', ' ', '-', '.', ' - ');
  fc.assert(
    fc.property(gap, gap, gap, (first, second, third) => {
      expect(normalisePhone(`+1${first}213${second}373${third}4253`)).toEqual([TIKTOK_EXAMPLE]);
    }),
  );
});
