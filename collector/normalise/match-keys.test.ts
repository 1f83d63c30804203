import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  normaliseEmail,
  normaliseExternalId,
  normaliseName,
  normalisePlace,
  normaliseZipCode,
  sha256,
} from './match-keys.ts';

// TikTok's own vectors: https://business-api.tiktok.com/portal/docs?id=1771101186666498
const EMAIL_HASH = '848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f';
const ID_HASH = '80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b';
// SHA-256 of nothing: https://www.di-mgt.com.au/sha_testvectors.html
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
// SHA-256 of "abc": FIPS 180-2, appendix B.1
const ABC_HASH = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

it('hashes as FIPS 180-2 says', () => {
  expect(sha256('abc')).toBe(ABC_HASH);
  expect(sha256('')).toBe(EMPTY_HASH);
});

describe('normaliseEmail', () => {
  it.each([
    { raw: ' ALICE_abc@gmail.com ', hashes: [EMAIL_HASH], reason: "TikTok's example" },
    { raw: 'alice_abc@gmail.com', hashes: [EMAIL_HASH], reason: 'clean already' },
    { raw: EMAIL_HASH, hashes: [EMAIL_HASH], reason: 'hashed already' },
    { raw: EMAIL_HASH.toUpperCase(), hashes: [EMAIL_HASH], reason: 'hashed, in capitals' },
    { raw: ` ${EMAIL_HASH}\n`, hashes: [EMAIL_HASH], reason: 'hashed, with blanks around it' },
    { raw: ['alice_abc@gmail.com', EMAIL_HASH], hashes: [EMAIL_HASH], reason: 'twice the same person' },
    { raw: ['', 'ALICE_abc@gmail.com'], hashes: [EMAIL_HASH], reason: 'a blank beside a good one' },
    {
      raw: ['b@example.com', 'a@example.com'],
      hashes: [sha256('b@example.com'), sha256('a@example.com')],
      reason: 'two, in the order given',
    },
    {
      raw: 'ａｌｉｃｅ_abc@gmail.com',
      hashes: [EMAIL_HASH],
      reason: 'full-width letters of a Japanese keyboard',
    },
    { raw: 'alice_abc@gmail.com\u00a0', hashes: [EMAIL_HASH], reason: 'a no-break space' },
  ])('$raw: $reason', ({ raw, hashes }) => {
    expect(normaliseEmail(raw)).toEqual(hashes);
  });

  it.each([
    { raw: 'alice', reason: 'no "@"' },
    { raw: '@gmail.com', reason: 'nobody before it' },
    { raw: 'alice@', reason: 'no host after it' },
    { raw: 'alice @gmail.com', reason: 'a blank inside' },
    { raw: 'a@b@c', reason: 'two of them' },
    { raw: 12345, reason: 'a number' },
    { raw: [], reason: 'an empty list' },
  ])('leaves out $raw: $reason', ({ raw }) => {
    expect(normaliseEmail(raw)).toBeUndefined();
  });

  it('does not care about case and blanks around', () => {
    const noise = fc.stringMatching(/^[ \t\r\n]{0,5}$/);
    const local = fc.stringMatching(/^[a-z0-9._+-]{1,20}$/);
    fc.assert(
      fc.property(local, noise, noise, fc.array(fc.boolean()), (name, before, after, capitals) => {
        const email = `${name}@example.com`;
        const shouted = [...email]
          .map((each, index) => (capitals[index] ? each.toUpperCase() : each))
          .join('');
        expect(normaliseEmail(before + shouted + after)).toEqual([sha256(email)]);
      }),
    );
  });
});

describe('normaliseExternalId', () => {
  it.each([
    { raw: 'user_123', hashes: [ID_HASH], reason: "TikTok's example" },
    { raw: ' user_123 ', hashes: [ID_HASH], reason: 'trimmed' },
    { raw: ID_HASH, hashes: [ID_HASH], reason: 'hashed already' },
    { raw: 'User_123', hashes: [sha256('User_123')], reason: 'case kept: no lower-casing is documented' },
    { raw: 42, hashes: [sha256('42')], reason: 'a number' },
  ])('$raw: $reason', ({ raw, hashes }) => {
    expect(normaliseExternalId(raw)).toEqual(hashes);
  });
});

describe('names, postcodes and places', () => {
  it.each([
    { raw: ' Alice ', hash: sha256('alice'), reason: 'trimmed, lower case' },
    { raw: 'Mary Ann', hash: sha256('maryann'), reason: 'no blanks' },
    { raw: 'JOSÉ', hash: sha256('josé'), reason: 'letters of any script stay' },
    { raw: 'Jose\u0301', hash: sha256('josé'), reason: 'a composed and a decomposed é are one letter' },
    { raw: 'O’Neil', hash: sha256('o’neil'), reason: 'an apostrophe stays' },
  ])('name $raw: $reason', ({ raw, hash }) => {
    expect(normaliseName(raw)).toBe(hash);
  });

  it.each([
    { raw: 'SW1A 1AA', hash: sha256('sw1a1aa'), reason: 'no blanks' },
    { raw: '94103-1234', hash: sha256('941031234'), reason: 'no dashes' },
    { raw: '01067', hash: sha256('01067'), reason: 'a leading zero stays' },
    { raw: '-', hash: undefined, reason: 'nothing is left' },
    { raw: ' - ', hash: undefined, reason: 'nothing is left either' },
  ])('postcode $raw: $reason', ({ raw, hash }) => {
    expect(normaliseZipCode(raw)).toBe(hash);
  });

  it.each([
    { raw: ' New York ', place: 'newyork', reason: 'no blanks' },
    { raw: 'München', place: 'münchen', reason: 'no letter is lost' },
    { raw: 'Saint-Étienne', place: 'saintétienne', reason: 'no dash' },
    { raw: '東京', place: '東京', reason: 'letters of any script' },
    { raw: 'US', place: 'us', reason: 'a country' },
    { raw: '?!', place: undefined, reason: 'nothing is left' },
    { raw: 'N/A', place: undefined, reason: 'what forms say for nothing' },
    { raw: undefined, place: undefined, reason: 'absent' },
  ])('place $raw: $reason', ({ raw, place }) => {
    expect(normalisePlace(raw)).toBe(place);
  });
});

const each = { normaliseEmail, normaliseExternalId, normaliseName, normaliseZipCode };

describe.each(Object.entries(each))('%s', (_name, normalise) => {
  const hashesOf = (raw: string) => [normalise(raw) ?? []].flat();

  it.each([
    '',
    ' ',
    '\t\n',
    '0',
    'null',
    'NULL',
    ' Null ',
    'undefined',
    'guest',
    'N/A',
    'none',
    'NaN',
    EMPTY_HASH,
  ])('knows that "%s" is nobody', (raw) => {
    expect(hashesOf(raw)).toEqual([]);
  });

  it('gives 64 lower-case hex digits that are not the hash of nothing, or nothing, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.emailAddress()), (raw) => {
        for (const hash of hashesOf(raw)) {
          expect(hash).toMatch(/^[0-9a-f]{64}$/);
          expect(hash).not.toBe(EMPTY_HASH);
        }
      }),
    );
  });

  it('gives the hash of a hash unchanged', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (raw) => {
        const once = hashesOf(raw);
        expect(once).toHaveLength(1);
        expect(once.flatMap(hashesOf)).toEqual(once);
      }),
    );
  });
});
