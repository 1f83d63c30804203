import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findClickId } from './click-id.ts';

const REAL = `E.C.P.${'a-_Z09'.repeat(53)}x`;

describe('findClickId', () => {
  it.each([
    { url: `https://shop.example/?ttclid=${REAL}`, id: REAL, reason: '325 characters, as TikTok sends them' },
    { url: `https://shop.example/?utm_source=t&ttclid=${REAL}&x=1#top`, id: REAL, reason: 'among others' },
    { url: `https://shop.example/#/landing?ttclid=${REAL}`, id: REAL, reason: 'a router in the fragment' },
    { url: `https://shop.example/#ttclid=${REAL}`, id: REAL, reason: 'the fragment itself' },
    { url: 'https://shop.example/?ttclid=E%2EC%2EP%2Ex', id: 'E.C.P.x', reason: 'escaped by a redirect' },
    { url: 'https://shop.example/?ttclid=abc%2', id: 'abc%2', reason: 'cut inside an escape: kept as it is' },
    { url: 'https://shop.example/?ttclid=abc&x=%E0%A4%A', id: 'abc', reason: 'malformed escape elsewhere' },
    {
      url: 'https://shop.example/?ttclid=%E0%A4%A',
      id: '%E0%A4%A',
      reason: 'malformed escape: kept as it is',
    },
    { url: 'https://shop.example/?ttclid=__CLICKID__', id: undefined, reason: 'unresolved macro' },
    { url: 'https://shop.example/?ttclid=_CLICKID_', id: undefined, reason: "the help page's example" },
    {
      url: `https://shop.example/?ttclid=__CLICKID__&ttclid=${REAL}`,
      id: REAL,
      reason: 'macro, then the real one',
    },
    { url: 'https://shop.example/?ttclid=', id: undefined, reason: 'empty' },
    { url: 'https://shop.example/?ttclid=a%20b', id: undefined, reason: 'a blank inside' },
    { url: 'https://shop.example/?ttclid=a%0D%0Ab', id: undefined, reason: 'a line break inside' },
    { url: 'https://shop.example/?TTCLID=abc', id: undefined, reason: 'parameters are case-sensitive' },
    { url: 'https://shop.example/?xttclid=abc', id: undefined, reason: 'another parameter' },
    { url: `https://shop.example/?ttclid=${'x'.repeat(1000)}`, id: 'x'.repeat(1000), reason: 'the longest' },
    { url: `https://shop.example/?ttclid=${'x'.repeat(1001)}`, id: undefined, reason: 'too long' },
    { url: '', id: undefined, reason: 'no address' },
  ])('$reason', ({ url, id }) => {
    expect(findClickId(url)).toBe(id);
  });

  it('finds any printable id, however the address is built, and never throws', () => {
    const printable = fc.stringMatching(/^[A-Za-z0-9.~-]{1,400}$/);
    fc.assert(
      fc.property(printable, fc.webQueryParameters(), (id, query) => {
        expect(findClickId(`https://shop.example/?${query.replaceAll('ttclid', 'x')}&ttclid=${id}`)).toBe(id);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (garbage) => {
        const found = findClickId(`?ttclid=${garbage}`);
        expect(found === undefined || /^[!-~]{1,1000}$/.test(found)).toBe(true);
      }),
    );
  });
});
