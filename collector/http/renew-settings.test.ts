import { describe, expect, it } from 'vitest';
import type { RequestCookies } from './cookies.ts';
import { createRenewCookies } from './renew-cookies.ts';

const DAY_S = 86_400;
const now = Date.parse('2026-11-18T12:00:00Z');
const visitor = 'b2d6e1f0a4c94f7d';
const TTP = '01KABCDEFGHJKMNPQRSTVWXYZ0_.tt.1';
const clicked = (ageS: number, ttclid: string) => ({ capturedMs: now - ageS * 1000, source: 'url', ttclid });

/** Cookies that the collector renewed so long ago. */
const renewedBefore = (ageS: number, more: Partial<RequestCookies> = {}): RequestCookies => ({
  click: undefined,
  first: undefined,
  visitor,
  renewedAt: now - ageS * 1000,
  ttp: TTP,
  renewableTtp: TTP,
  ...more,
});

/** Max-Age of each cookie that is set, by its name. */
function livesOf(setCookies: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    setCookies.map((each) => [each.split('=')[0], Number(/; Max-Age=(\d+);/.exec(each)?.[1])]),
  );
}

const renewed = (
  rules: { days?: number; ttp?: boolean },
  cookies: RequestCookies,
  origin = 'https://shop.com',
) =>
  createRenewCookies({ days: 30, ttp: false, ...rules })(
    cookies,
    { visitor },
    origin,
    'collect.shop.com',
    now,
  );

describe('COOKIE_DAYS', () => {
  // RFC 6265bis: browsers keep no cookie for more than 400 days.
  it.each([
    { days: 1, fresh: DAY_S / 2, reason: 'half a day' },
    { days: 7, fresh: 3.5 * DAY_S, reason: 'half a week' },
    { days: 30, fresh: 15 * DAY_S, reason: 'half of the default' },
    { days: 400, fresh: 15 * DAY_S, reason: 'no later, as they may have been made under a shorter setting' },
  ])('$days: renewed after $fresh s ($reason)', ({ days, fresh }) => {
    expect(renewed({ days }, renewedBefore(fresh))).toEqual([]);
    expect(livesOf(renewed({ days }, renewedBefore(fresh + 1)))).toEqual({ _ct_id: days * DAY_S });
  });

  it.each([
    { days: 7, ageDays: 6, rest: DAY_S, reason: 'a day is left of seven' },
    { days: 7, ageDays: 7, rest: undefined, reason: 'over' },
    { days: 90, ageDays: 31, rest: 59 * DAY_S, reason: 'longer than by default' },
  ])('$days: a click of $ageDays days has $rest s left ($reason)', ({ days, ageDays, rest }) => {
    const click = clicked(ageDays * DAY_S, 'E.C.P.abc');
    const lives = livesOf(renewed({ days }, renewedBefore(400 * DAY_S, { click })));
    expect(lives._ct_click).toBe(rest);
  });
});

describe('the first click', () => {
  const first = clicked(20 * DAY_S, 'E.C.P.first');
  const click = clicked(10 * DAY_S, 'E.C.P.last');

  it('is renewed with the others, keeps its value, and its life counts from its capture', () => {
    const setCookies = renewed({}, renewedBefore(16 * DAY_S, { first, click }));
    expect(livesOf(setCookies)).toEqual({
      _ct_id: 30 * DAY_S,
      _ct_click: 20 * DAY_S,
      _ct_first: 10 * DAY_S,
    });
    expect(setCookies.find((each) => each.startsWith('_ct_first='))).toBe(
      `_ct_first=1.${first.capturedMs}.url.E.C.P.first; Max-Age=${10 * DAY_S}; Domain=shop.com; Path=/; SameSite=Lax; Secure`,
    );
  });

  it.each([
    { cookies: renewedBefore(DAY_S, { first, click }), names: [], reason: 'fresh: nothing to do' },
    {
      cookies: renewedBefore(16 * DAY_S, { click }),
      names: ['_ct_id', '_ct_click'],
      reason: 'none came: none is made',
    },
    {
      cookies: renewedBefore(16 * DAY_S, { first: clicked(30 * DAY_S, 'E.C.P.first'), click }),
      names: ['_ct_id', '_ct_click'],
      reason: 'its life is over',
    },
    {
      cookies: renewedBefore(DAY_S, { first: clicked(60, 'E.C.P.first') }),
      names: ['_ct_id', '_ct_first'],
      reason: 'captured since: its cookie is by script',
    },
  ])('$reason', ({ cookies, names }) => {
    expect(Object.keys(livesOf(renewed({}, cookies)))).toEqual(names);
  });

  it('is not changed by a click that the tag names', () => {
    const renew = createRenewCookies({ days: 30, ttp: false });
    const said = { visitor, ttclid: 'E.C.P.new' };
    const cookies = renewedBefore(DAY_S, { first, click });
    expect(renew(cookies, said, 'https://shop.com', 'shop.com', now)).toEqual([]);
  });
});

// Thirteen months: https://ads.tiktok.com/help/article/using-cookies-with-tiktok-pixel
describe('RENEW_TTP', () => {
  const due = renewedBefore(16 * DAY_S);
  const ttpOf = (cookies: RequestCookies, ttp: boolean, origin?: string) =>
    renewed({ ttp }, cookies, origin).find((each) => each.startsWith('_ttp='));

  it.each([
    ['https://shop.com', '; Secure', 'over TLS'],
    ['http://shop.com', '', 'a browser refuses Secure from a page without TLS'],
  ])('renews the value that came, for 390 days, on the same domain (%s, "%s", %s)', (origin, secure) => {
    expect(ttpOf(due, true, origin)).toBe(
      `_ttp=${TTP}; Max-Age=33696000; Domain=shop.com; Path=/; SameSite=Lax${secure}`,
    );
  });

  it.each<[RequestCookies, boolean, string]>([
    [due, false, 'it is not asked for'],
    [renewedBefore(DAY_S), true, 'our own cookies are fresh'],
    [{ ...due, ttp: undefined, renewableTtp: undefined }, true, 'none came: none is made'],
    [{ ...due, renewableTtp: undefined }, true, 'it is not clear what its own value is'],
  ])('sets none (%#)', (cookies, ttp, reason) => {
    expect(ttpOf(cookies, ttp), reason).toBeUndefined();
  });

  it('sets none where no visitor cookie says when that was: each event would do it again', () => {
    const nobody = { ...due, visitor: undefined, renewedAt: undefined };
    const renew = createRenewCookies({ days: 30, ttp: true });
    expect(renew(nobody, {}, 'https://shop.com', 'shop.com', now)).toEqual([]);
    expect(renew(nobody, { visitor: 'jane@shop.example' }, 'https://shop.com', 'shop.com', now)).toEqual([]);
  });

  it('sets none on another site', () => {
    const renew = createRenewCookies({ days: 30, ttp: true });
    expect(renew(due, {}, 'https://shop.com', 'collect.vendor.com', now)).toEqual([]);
  });
});
