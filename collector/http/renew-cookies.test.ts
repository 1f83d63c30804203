import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { readCookies } from './cookies.ts';
import { createRenewCookies } from './renew-cookies.ts';

const DAY_S = 86_400;
const THIRTY_DAYS_S = 30 * DAY_S;
const now = Date.parse('2026-11-18T12:00:00Z');
const visitor = 'b2d6e1f0a4c94f7d';
/** Unix seconds of `now` in base 36: (1795003200).toString(36). */
const RENEWED_NOW = 'top5c0';
const nothing = {
  click: undefined,
  first: undefined,
  visitor: undefined,
  renewedAt: undefined,
  ttp: undefined,
  renewableTtp: undefined,
};
const renewCookies = createRenewCookies({ days: 30, ttp: false });

/** The attributes of a Set-Cookie value, names in lower case; the cookie's own pair stands under "". */
function parse(setCookie: string): Record<string, string> {
  const [pair = '', ...attributes] = setCookie.split('; ');
  return Object.fromEntries([
    ['', pair],
    ...attributes.map((each) => {
      const [name = '', value = ''] = each.split('=');
      return [name.toLowerCase(), value];
    }),
  ]);
}

const renewed = (origin: string, host: string | undefined) =>
  renewCookies(nothing, { visitor }, origin, host, now).map(parse);

describe('the domain of a renewed cookie', () => {
  // Public suffixes: https://publicsuffix.org/list/public_suffix_list.dat ("co.uk", "github.io").
  // Host-only cookies: https://www.rfc-editor.org/rfc/rfc6265#section-5.3, step 6.
  it.each([
    ['https://shop.com', 'collect.shop.com', 'shop.com', 'collector on a subdomain'],
    ['https://www.shop.com', 'shop.com', 'shop.com', 'page on a subdomain'],
    ['https://shop.com', 'shop.com', 'shop.com', 'same host: still for all subdomains, as the tag sets it'],
    ['https://www.shop.co.uk', 'collect.shop.co.uk', 'shop.co.uk', 'a suffix of two labels'],
    ['https://x.github.io', 'x.github.io', 'x.github.io', "a user's own site on a shared suffix"],
    ['http://shop.localhost:3000', 'collect.shop.localhost:8080', 'shop.localhost', 'development hosts'],
    ['https://shop.com:8443', 'collect.shop.com:9443', 'shop.com', 'ports do not count for cookies'],
    ['https://shop.com', 'COLLECT.Shop.com', 'shop.com', 'host names have no case'],
  ])('%s with the collector at %s: Domain=%s (%s)', (origin, host, domain) => {
    expect(renewed(origin, host)).toMatchObject([{ '': `_ct_id=${visitor}.${RENEWED_NOW}`, domain }]);
  });

  it.each([
    ['http://localhost:3000', 'localhost:8080', 'a name without a dot cannot be a Domain'],
    ['http://192.0.2.7', '192.0.2.7:8080', 'nor can an address'],
    ['http://[2001:db8::1]:3000', '[2001:db8::1]:8080', 'nor one of version 6'],
  ])('%s with the collector at %s: host-only (%s)', (origin, host) => {
    const [cookie] = renewed(origin, host);
    expect(cookie?.['']).toBe(`_ct_id=${visitor}.${RENEWED_NOW}`);
    expect(cookie).not.toHaveProperty('domain');
  });

  it.each<[string, string | undefined, string]>([
    ['https://x.github.io', 'y.github.io', 'two users of one suffix are two sites'],
    ['https://a.co.uk', 'b.co.uk', 'the suffix alone is no site'],
    ['https://shop.com', 'collect.vendor.com', 'a foreign collector'],
    ['https://shop.com', 'shop.com.vendor.com', 'a foreign host that begins like the page'],
    ['https://shop.com', 'evilshop.com', 'a foreign host that ends like the page'],
    ['http://192.0.2.7', '192.0.2.8', 'another address'],
    ['http://localhost', '127.0.0.1', 'a name and an address'],
    ['https://shop.com', undefined, 'no Host header'],
  ])('%s with the collector at %s: none (%s)', (origin, host) => {
    expect(renewed(origin, host)).toEqual([]);
  });
});

describe('the attributes of a renewed cookie', () => {
  it.each([
    ['https://shop.com', true, 'over TLS'],
    ['http://shop.com', false, 'a browser refuses Secure from a page without TLS'],
  ])('%s: Secure is %s (%s)', (origin, secure) => {
    const [cookie] = renewed(origin, 'collect.shop.com');
    expect(Object.hasOwn(cookie ?? {}, 'secure')).toBe(secure);
  });

  it('are Path=/, SameSite=Lax and thirty days; the page reads the cookie, so it is not HttpOnly', () => {
    const [cookie] = renewed('https://shop.com', 'collect.shop.com');
    expect(cookie).toEqual({
      '': `_ct_id=${visitor}.${RENEWED_NOW}`,
      'max-age': String(THIRTY_DAYS_S),
      domain: 'shop.com',
      path: '/',
      samesite: 'Lax',
      secure: '',
    });
  });
});

describe('the life of a click', () => {
  const click = (ageMs: number, ttclid = 'E.C.P.abc') => ({
    ...nothing,
    click: { capturedMs: now - ageMs, source: 'url', ttclid },
  });
  const clicks = (cookies: Parameters<typeof renewCookies>[0], ttclid?: string) =>
    renewCookies(cookies, { ttclid }, 'https://shop.com', 'collect.shop.com', now).map(parse);

  it.each([
    [0, THIRTY_DAYS_S, 'just captured'],
    [10 * DAY_S, 20 * DAY_S, 'ten of thirty days are gone'],
    [THIRTY_DAYS_S - 1, 1, 'its last second'],
    [-365 * DAY_S, THIRTY_DAYS_S, "a browser's clock that is a year ahead does not make it live longer"],
  ])('captured %i s ago: Max-Age=%i (%s)', (ageS, maxAge) => {
    expect(clicks(click(ageS * 1000))).toMatchObject([
      { '': `_ct_click=1.${now - ageS * 1000}.url.E.C.P.abc`, 'max-age': String(maxAge) },
    ]);
  });

  it.each([
    [THIRTY_DAYS_S, 'its life is over to the second'],
    [400 * DAY_S, 'long over'],
  ])('captured %i s ago: not renewed (%s)', (ageS) => {
    expect(clicks(click(ageS * 1000))).toEqual([]);
    expect(clicks(click(ageS * 1000), 'E.C.P.abc'), 'nor made young by the tag naming it again').toEqual([]);
  });

  it('keeps its capture when the tag names the same click', () => {
    expect(clicks(click(5000), 'E.C.P.abc')).toMatchObject([
      { '': `_ct_click=1.${now - 5000}.url.E.C.P.abc` },
    ]);
  });

  it('begins now for a click that the tag names and no cookie has', () => {
    expect(clicks(nothing, 'E.C.P.new')).toMatchObject([
      { '': `_ct_click=1.${now}.url.E.C.P.new`, 'max-age': String(THIRTY_DAYS_S) },
    ]);
  });

  it('gives way to no other click that the tag names: a resent request may be older', () => {
    expect(clicks(click(5000), 'E.C.P.old')).toMatchObject([{ '': expect.stringContaining('E.C.P.abc') }]);
  });
});

describe('when cookies are renewed', () => {
  const halfLife = 15 * DAY_S * 1000;
  const click = { capturedMs: now - 20 * DAY_S * 1000, source: 'url', ttclid: 'E.C.P.abc' };
  const fresh = { ...nothing, click, visitor, renewedAt: now - 1000 };
  const said = { visitor, ttclid: 'E.C.P.abc' };
  it.each([
    { cookies: fresh, said, count: 0, reason: 'renewed a moment ago: nothing to do' },
    { cookies: fresh, said: {}, count: 0, reason: 'nor where the tag says nothing' },
    { cookies: { ...fresh, renewedAt: now - halfLife }, said, count: 0, reason: 'half its life ago' },
    { cookies: { ...fresh, renewedAt: now - halfLife - 1 }, said, count: 2, reason: 'past half its life' },
    {
      cookies: { ...fresh, renewedAt: now + 299_000 },
      said,
      count: 0,
      reason: 'by a collector whose clock is ahead',
    },
    { cookies: { ...fresh, renewedAt: now + 301_000 }, said, count: 2, reason: 'in the future: not by us' },
    { cookies: { ...fresh, renewedAt: undefined }, said, count: 2, reason: 'written by script alone so far' },
    {
      cookies: fresh,
      said: { ...said, ttclid: 'E.C.P.old' },
      count: 0,
      reason: 'a resent request of an older click',
    },
    {
      cookies: fresh,
      said: { ...said, visitor: 'another-visitor' },
      count: 0,
      reason: 'of a visitor before a hand-over',
    },
    { cookies: { ...fresh, click: undefined }, said, count: 2, reason: 'the click cookie is gone' },
    {
      cookies: { ...fresh, click: { ...click, capturedMs: now - 500 } },
      said,
      count: 2,
      reason: 'a click since: its cookie is by script',
    },
  ])('$reason', ({ cookies, said: renewal, count }) => {
    expect(renewCookies(cookies, renewal, 'https://shop.com', 'shop.com', now)).toHaveLength(count);
  });

  it('reads back when it was', () => {
    const [setCookie = ''] = renewCookies(nothing, { visitor }, 'https://shop.com', 'shop.com', now);
    expect(readCookies({ headers: { cookie: setCookie.split(';')[0] } } as IncomingMessage)).toMatchObject({
      visitor,
      renewedAt: now,
    });
  });
});

describe('what a tag says', () => {
  it.each<[Parameters<typeof renewCookies>[1], string]>([
    [{ visitor: 'abcdefgh; Domain=evil.example' }, 'a visitor with an attribute'],
    [{ visitor: 'abcdefgh\r\nSet-Cookie: a=b' }, 'a visitor with a header'],
    [{ ttclid: 'abc def' }, 'a click id with a blank'],
    [{ ttclid: 'abc\r\nSet-Cookie: a=b' }, 'a click id with a header'],
  ])('the request %j is not written (%s)', (renewal) => {
    expect(renewCookies(nothing, renewal, 'https://shop.com', 'shop.com', now)).toEqual([]);
  });

  it('a semicolon in a click id stays encoded, so that it cannot begin an attribute', () => {
    const [cookie] = renewCookies(nothing, { ttclid: 'a;Domain=b' }, 'https://shop.com', 'shop.com', now);
    expect(cookie).toContain(`_ct_click=1.${now}.url.a%3BDomain%3Db; `);
  });
});
