import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Click, findClick, readClick } from './click.ts';
import { options } from './options.ts';

const REAL = `E.C.P.${'a-_Z09'.repeat(53)}x`;
const NOW = Date.UTC(2026, 10, 18, 11, 29, 31);
const DAY = 86_400_000;
const DEFAULTS = { ...options };

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  Object.assign(options, DEFAULTS);
});

/** The parts of a click, or undefined where there is none. */
const partsOf = (click: Click | null | false | undefined) => (click ? [...click] : undefined);
const idOf = (click: Click | null | false | undefined) => partsOf(click)?.[2];

/** Anything that can be a click id: printable ASCII (0x21 to 0x7E) but the star, not begun with the "_" of a macro. */
const clickId = fc
  .string({
    unit: fc
      .integer({ min: 0x21, max: 0x7e })
      .filter((code) => code !== 0x2a)
      .map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 1000,
  })
  .filter((id) => !id.startsWith('_'));

describe('findClick', () => {
  it.each([
    { url: `https://shop.example/?ttclid=${REAL}`, id: REAL, reason: '325 characters, as TikTok sends them' },
    { url: `https://shop.example/?utm_source=t&ttclid=${REAL}&x=1#top`, id: REAL, reason: 'among others' },
    { url: `https://shop.example/#/landing?ttclid=${REAL}`, id: REAL, reason: 'a router in the fragment' },
    { url: `https://shop.example/#ttclid=${REAL}`, id: REAL, reason: 'the fragment itself' },
    { url: `https://shop.example/?a#x&ttclid=${REAL}#y`, id: REAL, reason: 'between two fragments' },
    { url: 'https://shop.example/?ttclid=E%2EC%2EP%2Ex', id: 'E.C.P.x', reason: 'escaped by a redirect' },
    { url: 'https://shop.example/?ttclid=abc&x=%E0%A4%A', id: 'abc', reason: 'malformed escape behind it' },
    { url: 'https://shop.example/?x=%E0%A4%A&ttclid=abc', id: 'abc', reason: 'malformed escape before it' },
    { url: 'https://shop.example/?ttclid=%E0%A4%A', id: undefined, reason: 'malformed escape: not an id' },
    { url: 'https://shop.example/?ttclid=__CLICKID__', id: undefined, reason: 'unresolved macro' },
    { url: 'https://shop.example/?ttclid=_CLICKID_', id: undefined, reason: "the help page's example" },
    { url: 'https://shop.example/?ttclid=%5F%5FCLICKID%5F%5F', id: undefined, reason: 'an escaped macro' },
    {
      url: `https://shop.example/?ttclid=__CLICKID__&ttclid=${REAL}`,
      id: REAL,
      reason: 'macro, then the real one',
    },
    { url: 'https://shop.example/?ttclid=first&ttclid=last', id: 'last', reason: 'the last of two' },
    { url: 'https://shop.example/?ttclid=abc&ttclid=', id: 'abc', reason: 'an empty one behind it' },
    {
      url: 'https://shop.example/?ttclid=old#https://shop.example/?ttclid=new',
      id: 'new',
      reason: 'the address of the stub, then the present one',
    },
    { url: 'https://shop.example/?ttclid=', id: undefined, reason: 'empty' },
    { url: 'https://shop.example/?ttclid', id: undefined, reason: 'no value' },
    { url: 'https://shop.example/?ttclid=a%20b', id: undefined, reason: 'a blank inside' },
    { url: 'https://shop.example/?ttclid=a%0D%0Ab', id: undefined, reason: 'a line break inside' },
    { url: 'https://shop.example/?ttclid=a%0A', id: undefined, reason: 'a line break at the end' },
    { url: 'https://shop.example/?ttclid=caf%C3%A9', id: undefined, reason: 'beyond ASCII' },
    { url: 'https://shop.example/?TTCLID=abc', id: undefined, reason: 'parameters are case-sensitive' },
    { url: 'https://shop.example/?xttclid=abc', id: undefined, reason: 'another parameter' },
    { url: `https://shop.example/?ttclid=${'x'.repeat(1000)}`, id: 'x'.repeat(1000), reason: 'the longest' },
    { url: `https://shop.example/?ttclid=${'x'.repeat(1001)}`, id: undefined, reason: 'too long' },
    { url: '', id: undefined, reason: 'no address' },
  ])('$reason', ({ url, id }) => {
    expect(idOf(findClick(url))).toBe(id);
  });

  it.each([
    { cookies: 'ttclid=abc', id: 'abc', reason: "the pixel's own" },
    { cookies: 'a=1; ttclid=abc; b=2', id: 'abc', reason: 'among others' },
    { cookies: 'a=1; _ttclid=abc; b=2', id: 'abc', reason: 'the name that a partner uses' },
    { cookies: 'a=1; tiktok_ttclid=abc', id: 'abc', reason: 'the name that another uses' },
    { cookies: 'a=ttclid; b=1', id: undefined, reason: 'the name as a value' },
    { cookies: 'nottclid=abc', id: undefined, reason: 'another name' },
    { cookies: 'ttclid=%E0%A4%A', id: undefined, reason: 'malformed escape' },
    { cookies: '', id: undefined, reason: 'no cookies' },
  ])('looks among cookies too: $reason', ({ cookies, id }) => {
    expect(idOf(findClick(cookies))).toBe(id);
  });

  it('never throws, and finds nothing but printable ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (garbage) => {
        for (const text of [garbage, `?ttclid=${garbage}`]) {
          const id = idOf(findClick(text));
          expect(id === undefined || /^(?!_)[!-~]{1,1000}$/.test(id)).toBe(true);
        }
      }),
    );
  });
});

describe('a click record', () => {
  it('says when, from where and which, and is read back as it was written', () => {
    fc.assert(
      fc.property(clickId, fc.webQueryParameters(), (id, query) => {
        const url = `https://shop.example/?${query.replaceAll('ttclid', 'x')}&ttclid=${encodeURIComponent(id)}`;
        const record = `1.${NOW}.url.${id}`;
        expect(partsOf(findClick(url))).toEqual([record, `${NOW}`, id]);
        expect(partsOf(readClick(record))).toEqual([record, `${NOW}`, id]);
      }),
    );
  });

  it.each([
    { age: 0, days: undefined, counts: true, reason: 'just now' },
    { age: 30 * DAY - 1, days: undefined, counts: true, reason: 'thirty days are the default' },
    { age: 30 * DAY, days: undefined, counts: false, reason: 'thirty days are over' },
    { age: 7 * DAY - 1, days: '7', counts: true, reason: 'seven days, as an attribute says it' },
    { age: 7 * DAY, days: '7', counts: false, reason: 'seven days are over' },
    { age: 60 * DAY, days: 90, counts: true, reason: 'ninety days, as the site has it' },
    { age: -5 * 60_000, days: undefined, counts: true, reason: 'a clock that has been put right' },
    { age: -2 * DAY, days: undefined, counts: false, reason: 'a time yet to come' },
    { age: -31 * DAY, days: undefined, counts: false, reason: 'a time of next month' },
  ])('counts as long as it may: $reason', ({ age, days, counts }) => {
    if (days) Object.assign(options, { cookieDays: days });
    expect(Boolean(readClick(`1.${NOW - age}.url.abc`))).toBe(counts);
  });

  it.each([
    { record: '', reason: 'nothing' },
    { record: 'abc', reason: 'an id alone' },
    { record: `2.${NOW}.url.abc`, reason: 'a version to come' },
    { record: `1.${NOW}.abc`, reason: 'no source' },
    { record: `1.${NOW}.url.`, reason: 'no id' },
    { record: `1.${NOW}.url`, reason: 'no id, nor a dot' },
    { record: `1..url.abc`, reason: 'no time' },
    { record: `1.17e11.url.abc`, reason: 'another way to write a number' },
    { record: `1.${'9'.repeat(400)}.url.abc`, reason: 'a time beyond all numbers' },
    { record: `1.${NOW + 2 ** 32 * DAY}.url.abc`, reason: 'a time that 32 bits of days take for now' },
    { record: `1.0${NOW}.url.abc`, reason: 'a zero before it' },
    { record: `1.${NOW}.url.__CLICKID__`, reason: 'a macro' },
    { record: `1.${NOW}.url.a b`, reason: 'a blank in the id' },
    { record: `1.${NOW}.url.abc\n`, reason: 'a line break behind it' },
    { record: ` 1.${NOW}.url.abc`, reason: 'a blank before it' },
    { record: `1.${NOW}.url.${'x'.repeat(1001)}`, reason: 'an id that is too long' },
    { record: '[object Object]', reason: 'what careless scripts write' },
  ])('is refused where it is none: $reason', ({ record }) => {
    expect(partsOf(readClick(record))).toBeUndefined();
  });

  /** Version, dot, 13 digits, dot, source, dot. What comes then is the id, where a change makes another id. */
  const BEFORE_ID = `1.${NOW}.url.`;
  const CHARACTERS = Array.from({ length: 0x80 }, (_, code) => String.fromCodePoint(code));

  it.each([
    { id: 'E.C.P.CsoBabc-_XYZ', reason: 'as TikTok makes them' },
    { id: '0', reason: 'as short as can be' },
    { id: 'abc.def', reason: 'like a source and an id' },
    { id: '.a.1.', reason: 'dots all over' },
    { id: `1.${NOW}.url.abc`, reason: 'like a record' },
  ])('with one character changed before the id is refused, or says the very same: $reason', ({ id }) => {
    const record = BEFORE_ID + id;
    const misread: string[] = [];
    for (const [at, own] of [...BEFORE_ID].entries()) {
      const [left, right] = [record.slice(0, at), record.slice(at + 1)];
      const changes = [
        left + right,
        ...CHARACTERS.flatMap((other) => [left + other + right, left + other + own + right]),
      ];
      // What still begins in the same way has another id.
      for (const changed of changes.filter((each) => !each.startsWith(BEFORE_ID))) {
        const [, time, ttclid] = partsOf(readClick(changed)) ?? [changed, `${NOW}`, id];
        // A digit for a digit is another time, whose only limit is its age.
        const isOtherTime = changed.length === record.length && changed.endsWith(`.url.${id}`);
        if (ttclid !== id || (time !== `${NOW}` && !isOtherTime)) misread.push(changed);
      }
    }
    expect(misread).toEqual([]);
  });

  it('with a digit for a digit is the same id at another time, or too old or new', () => {
    for (let at = 2; at < 15; at++) {
      for (let digit = 0; digit <= 9; digit++) {
        const changed = `${BEFORE_ID.slice(0, at)}${digit}${BEFORE_ID.slice(at + 1)}abc`;
        const time = changed.slice(2, 15);
        const age = NOW - Number(time);
        const counts = age > -DAY && age < 30 * DAY;
        expect(partsOf(readClick(changed))).toEqual(counts ? [changed, time, 'abc'] : undefined);
      }
    }
  });
});
