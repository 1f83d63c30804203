import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CLICK_COOKIE,
  COOKIE_DAYS,
  FIRST_CLICK_COOKIE,
  formatClick,
  parseClick,
  TTP_COOKIE,
  VISITOR_COOKIE,
} from './cookies.ts';

const ttclid = 'E.C.P.CrUBSampleClickIdWithDots-and_dashes';

it('keeps the names that pages hold', () => {
  expect([CLICK_COOKIE, FIRST_CLICK_COOKIE, VISITOR_COOKIE, TTP_COOKIE]).toEqual([
    '_ct_click',
    '_ct_first',
    '_ct_id',
    '_ttp',
  ]);
});

it('lives longer than the longest click window of 28 days', () => {
  // https://ads.tiktok.com/help/article/attribution-manager
  expect(COOKIE_DAYS).toBeGreaterThan(28);
});

describe('parseClick', () => {
  it('reads time, source and a click id with dots', () => {
    expect(parseClick(`1.1795001371000.url.${ttclid}`)).toEqual({
      capturedMs: 1795001371000,
      source: 'url',
      ttclid,
    });
  });

  it.each([
    { value: undefined, reason: 'no cookie' },
    { value: '', reason: 'an empty one' },
    { value: ttclid, reason: 'a bare click id, as others store it' },
    { value: `2.1795001371000.url.${ttclid}`, reason: 'a version that is not ours' },
    { value: `1.1795001371.url.${ttclid}`, reason: 'seconds instead of milliseconds' },
    { value: `1.1795001371000.URL.${ttclid}`, reason: 'a source in capitals' },
    { value: `1.1795001371000..${ttclid}`, reason: 'no source' },
    { value: '1.1795001371000.url.', reason: 'no click id' },
    { value: '1.1795001371000.url.a b', reason: 'a blank' },
    { value: '1.1795001371000.url.a\r\nSet-Cookie:x=1', reason: 'a line break' },
    { value: '1.1795001371000.url.a\n', reason: 'a line break at the end' },
    { value: `1.1795001371000.url.${'a'.repeat(1001)}`, reason: 'more than 1,000 characters' },
  ])('refuses $reason', ({ value }) => {
    expect(parseClick(value)).toBeUndefined();
  });
});

describe('any click', () => {
  const click = fc.record({
    capturedMs: fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 }),
    source: fc.stringMatching(/^[a-z]{1,12}$/),
    ttclid: fc.stringMatching(/^[!-~]{1,200}$/),
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(click, (each) => {
        expect(parseClick(formatClick(each))).toEqual(each);
      }),
    );
  });

  it('is written as it was read', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const read = parseClick(value);
        if (read) expect(formatClick(read)).toBe(value);
      }),
    );
  });
});
