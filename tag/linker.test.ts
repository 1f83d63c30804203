import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findHandOver, sign, withoutHandOver } from './linker.ts';

const MINUTE = 60_000;
/** 29 minutes and 31 seconds past eleven. */
const NOW = Date.UTC(2026, 10, 18, 11, 29, 31);
const VISITOR = '4294967295123456789042949672951234567890';
const TTP = '01K9XJ2V7Q3ZC4M5N6P7R8S9T0_.tt.1';
const CLICK = `1.${NOW - 5000}.url.E.C.P.CsoBabc-_XYZ`;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A hand-over as it stands in an address. */
function write(...known: readonly (string | undefined)[]): string {
  return encodeURIComponent(sign([Math.floor(Date.now() / MINUTE), ...known]));
}

/** What it says, without its minute; undefined where it is refused. */
function read(value: string): unknown[] | undefined {
  const found = findHandOver(`https://b.example/?_ct=${value}`);
  return found ? found.slice(1) : undefined;
}

/** What is handed over: printable ASCII without the star that stands between. */
const word = fc.string({
  unit: fc
    .integer({ min: 0x21, max: 0x7e })
    .filter((code) => code !== 0x2a)
    .map((code) => String.fromCharCode(code)),
  maxLength: 400,
});
const visitor = fc.stringMatching(/^\d{16,40}$/);
const known = fc.tuple(visitor, word, word);

describe('a hand-over', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(known, (values) => {
        expect(read(write(...values))).toEqual(values);
      }),
    );
  });

  it('has room for what is not known', () => {
    expect(read(write(VISITOR, undefined, undefined))).toEqual([VISITOR, '', '']);
    expect(read(write(VISITOR, undefined, CLICK))).toEqual([VISITOR, '', CLICK]);
  });

  it.each([
    { after: 0, counts: true, reason: 'at once' },
    { after: 28_999, counts: true, reason: 'the same minute' },
    { after: 29_000, counts: true, reason: 'the next minute begins' },
    { after: 29_000 + MINUTE - 1, counts: true, reason: 'the next minute ends' },
    { after: 29_000 + MINUTE, counts: false, reason: 'the minute after that' },
    { after: 2 * MINUTE, counts: false, reason: 'after 120 seconds in any case' },
    { after: 365 * 1440 * MINUTE, counts: false, reason: 'a bookmark of last year' },
    { after: -MINUTE, counts: false, reason: 'made in the next minute' },
    { after: -2 * MINUTE, counts: false, reason: 'made two minutes from now' },
    { after: -365 * 1440 * MINUTE, counts: false, reason: 'made next year' },
  ])('counts in the minute it was made in and in the next one: $reason', ({ after, counts }) => {
    const text = write(VISITOR, TTP, CLICK);
    vi.setSystemTime(NOW + after);
    expect(Boolean(read(text))).toBe(counts);
  });

  it.each([
    {
      reason: 'another user agent',
      move: () => vi.stubGlobal('navigator', { userAgent: 'Other/1.0', language: navigator.language }),
    },
    {
      reason: 'another language',
      move: () => vi.stubGlobal('navigator', { userAgent: navigator.userAgent, language: 'de-CH' }),
    },
    { reason: 'another time zone', move: () => vi.stubEnv('TZ', 'Asia/Kathmandu') },
  ])('counts only in the browser it was made in: $reason', ({ move }) => {
    vi.stubEnv('TZ', 'UTC');
    const text = write(VISITOR, TTP, CLICK);
    expect(read(text)).toBeDefined();
    move();
    expect(read(text)).toBeUndefined();
  });

  it.each([
    { clock: Number.NaN, reason: 'no number' },
    { clock: Number.POSITIVE_INFINITY, reason: 'for ever' },
    { clock: NOW - 2 ** 32 * MINUTE, reason: 'a number that 32 bits take for this minute' },
  ])('does not count for longer, whoever has signed it: $reason', ({ clock }) => {
    // Everybody may read how it is made, so anybody can sign one, whatever minute it says.
    const now = vi.spyOn(Date, 'now').mockReturnValue(clock);
    const text = write(VISITOR, TTP, CLICK);
    now.mockRestore();
    expect(read(text)).toBeUndefined();
  });

  it.each([
    { text: '', reason: 'nothing' },
    { text: ' ', reason: 'a blank' },
    { text: '0', reason: 'one word' },
    { text: 'undefined undefined', reason: 'two words' },
  ])('is refused where it is none: $reason', ({ text }) => {
    expect(read(text)).toBeUndefined();
  });

  it('is refused, whatever is said instead', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (garbage) => {
        expect(read(garbage)).toBeUndefined();
      }),
    );
  });
});

/** Every text that is one substitution, deletion or insertion away. */
function* changesOf(text: string, characters: readonly string[]): Generator<string> {
  for (let at = 0; at <= text.length; at++) {
    for (const character of characters) {
      if (at < text.length && text[at] !== character) {
        yield text.slice(0, at) + character + text.slice(at + 1);
      }
      yield text.slice(0, at) + character + text.slice(at);
    }
    if (at < text.length) yield text.slice(0, at) + text.slice(at + 1);
  }
}

describe('a hand-over with one character changed', () => {
  /** All of ASCII, and what lies beyond it in one, two and four bytes. */
  const CHARACTERS = [
    ...Array.from({ length: 0x80 }, (_, code) => String.fromCodePoint(code)),
    ...['\u00a0', '\u00e9', '\u2028', '\ud800', '\u{1f6d2}'],
  ];

  it.each([
    { text: () => write(VISITOR, TTP, CLICK), reason: 'all that there can be' },
    { text: () => write(VISITOR, undefined, undefined), reason: 'a visitor without a click' },
    {
      text: () => write('1234567890123456', 'A', `1.${NOW}.url.0`),
      reason: 'all as short as can be',
    },
  ])('is refused or says the very same, at every place, for every character: $reason', ({ text: encode }) => {
    const text = encode();
    const said = read(text);
    expect(said).toBeDefined();
    const misread = [...changesOf(text, CHARACTERS)].filter((changed) => {
      const found = read(changed);
      return found && found.join(' ') !== said?.join(' ');
    });
    expect(misread).toEqual([]);
  });

  it('is refused or says the very same, whatever it said', () => {
    const character = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(known, fc.nat(), character, fc.nat({ max: 2 }), (values, seed, other, kind) => {
        const text = write(...values);
        const at = seed % text.length;
        const changed = [
          text.slice(0, at) + other + text.slice(at + 1),
          text.slice(0, at) + text.slice(at + 1),
          text.slice(0, at) + other + text.slice(at),
        ][kind] as string;
        const found = read(changed);
        if (found) expect(found).toEqual(values);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('in an address', () => {
  const OTHER = encodeURIComponent(`-1234567890 29919689 ${VISITOR} ${TTP} ${CLICK}`);

  it.each([
    { before: 'https://b.example/?', after: '', left: 'https://b.example/', reason: 'alone' },
    { before: 'https://b.example/?a=1&', after: '', left: 'https://b.example/?a=1', reason: 'last' },
    { before: 'https://b.example/?', after: '&a=1', left: 'https://b.example/?a=1', reason: 'first' },
    {
      before: 'https://b.example/?a=1&',
      after: '&b=%20x#frag',
      left: 'https://b.example/?a=1&b=%20x#frag',
      reason: 'between',
    },
    { before: 'https://b.example/?', after: '#frag', left: 'https://b.example/#frag', reason: 'before "#"' },
    { before: '?', after: '', left: '', reason: 'a query alone' },
    {
      before: 'https://b.example/?a=+%2B&&b&',
      after: '&%E0%A4%A',
      left: 'https://b.example/?a=+%2B&&b&%E0%A4%A',
      reason: 'what URLSearchParams would write in another way',
    },
  ])('is found, and every other byte is left as it was: $reason', ({ before, after, left }) => {
    const own = write(VISITOR, TTP, CLICK);
    expect(findHandOver(`${before}_ct=${own}${after}`)).toEqual([
      `${Math.floor(NOW / MINUTE)}`,
      VISITOR,
      TTP,
      CLICK,
    ]);
    expect(withoutHandOver(`${before}_ct=${own}${after}`)).toBe(left);

    expect(findHandOver(`${before}_ct=${OTHER}${after}`)).toBeFalsy();
    expect(withoutHandOver(`${before}_ct=${OTHER}${after}`)).toBe(left);
  });

  it.each([
    { url: 'https://shop.example/', reason: 'no query' },
    { url: 'https://shop.example/?_ct=5', reason: "the site's own" },
    { url: `https://shop.example/?x_ct=${OTHER}`, reason: 'another name' },
    { url: `https://shop.example/_ct=${OTHER}`, reason: 'a path' },
    { url: `https://shop.example/?_ct=&a=${OTHER}`, reason: 'an empty one' },
  ])('is not where there is none: $reason', ({ url }) => {
    expect(findHandOver(url)).toBeFalsy();
    expect(withoutHandOver(url)).toBe(url);
  });

  it('is refused, and taken out, where an escape is malformed', () => {
    const url = `https://shop.example/?_ct=${'x'.repeat(40)}%E0%A4%A&a=1`;
    expect(findHandOver(url)).toBeFalsy();
    expect(withoutHandOver(url)).toBe('https://shop.example/?a=1');
  });
});
