import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type RequestCookies, readCookies } from './cookies.ts';

const visitor = 'b2d6e1f0a4c94f7d';
const nothing = {
  click: undefined,
  first: undefined,
  visitor: undefined,
  renewedAt: undefined,
  ttp: undefined,
  renewableTtp: undefined,
};
const click = (ttclid: string) => ({ capturedMs: 1_700_000_000_000, source: 'url', ttclid });
const read = (cookie: string | undefined) => readCookies({ headers: { cookie } } as IncomingMessage);

/** As the pixel writes it: a ULID, and what stands behind it. https://github.com/ulid/spec */
const TTP = '01KABCDEFGHJKMNPQRSTVWXYZ0_.tt.1';

// Any host of a site may set a cookie for all of it: https://www.rfc-editor.org/rfc/rfc6265#section-8.6
describe('several cookies of one name', () => {
  it.each<[string, string, Partial<RequestCookies>, string]>([
    ['_ct_id=x', `_ct_id=${visitor}`, { visitor }, 'the one that can be ours'],
    [
      '_ct_id=%E0%A4%A',
      `_ct_id=${visitor}.top5c0`,
      { visitor, renewedAt: 1_795_003_200_000 },
      'also with its time',
    ],
    [`_ct_id=${visitor}`, '_ct_id=another-visitor', { visitor }, 'the first of two that can be'],
    ['_ct_click=E.C.P.poison', '_ct_click=1.1700000000000.url.a', { click: click('a') }, 'a bare id is none'],
    ['_ct_click=', '_ct_click=1.1700000000000.url.a', { click: click('a') }, 'nor is nothing'],
    ['_ct_click=1.1700000000000.url.a', '_ct_click=x', { click: click('a') }, 'what comes behind is ignored'],
    ['_ct_first=poison', '_ct_first=1.1700000000000.url.a', { first: click('a') }, 'the first click as well'],
    [
      '_ttp=',
      `_ttp=${TTP}`,
      { ttp: TTP, renewableTtp: undefined },
      'an empty _ttp: not clear which is the own',
    ],
    [`_ttp=${TTP}`, '_ttp=another-value', { ttp: TTP, renewableTtp: undefined }, 'nor of two'],
    [`_ttp=${TTP}`, `_ttp=${TTP}`, { ttp: TTP, renewableTtp: TTP }, 'the same twice'],
  ])('%s; %s (%#)', (one, other, expected) => {
    expect(read(`${one}; ${other}`)).toEqual({ ...nothing, ...expected });
  });
});

describe('the pixel’s cookie', () => {
  it.each<[string, string | undefined, string]>([
    [TTP, TTP, 'a ULID'],
    ['2AbCdEfGhIjKlMnOpQrStUvWxYz', '2AbCdEfGhIjKlMnOpQrStUvWxYz', 'a KSUID, as on tiktok.com'],
    ['short', undefined, 'too short to be one'],
    ['a'.repeat(201), undefined, 'too long'],
    ['01KABC%2E.tt.1', undefined, 'encoded: written again it might be another value'],
    ['"01KABCDEF.tt.1"', undefined, 'quoted'],
    ['01KABC DEF', undefined, 'a blank'],
  ])('%s is renewed as %s (%s)', (value, renewable) => {
    expect(read(`_ttp=${value}`).renewableTtp).toBe(renewable);
  });
});

describe('hostile cookies', () => {
  it.each([
    ['_ct_id=x;y', 'too short for an id'],
    ['_ct_id=abcdefgh%3B%20Domain%3Devil.example', 'an attribute in disguise'],
    ['_ct_id=abcdefgh%0d%0aSet-Cookie:%20a=b', 'a header in disguise'],
    [`_ct_id=${'a'.repeat(65)}`, 'longer than any id'],
    ['_ct_id=%E0%A4%A', 'not valid percent-encoding'],
    ['_ct_click=2.1700000000000.url.abc', 'a version that we never wrote'],
    ['_ct_click=1.17e11.url.abc', 'not a time'],
    ['_ct_click=1.1700000000000.<script>.abc', 'not a source'],
    ['_ct_click=1.1700000000000.url.a%20b', 'a blank in the click id'],
    ['_ct_click=1.1700000000000.url.a%0d%0ab', 'a line break in the click id'],
    [`_ct_click=1.1700000000000.url.${'a'.repeat(1001)}`, 'longer than any click id'],
    ['_ct_first=1.1700000000000.url.', 'a first click without its id'],
    ['_ct_first=E.C.P.abc', 'a bare click id'],
    ['=_ct_id', 'a pair without a name'],
    ['_ct_id', 'a name without a value'],
  ])('the cookie %j is not read (%s)', (cookie) => {
    expect(read(cookie)).toEqual(nothing);
  });
});

describe('reading cookies', () => {
  it('finds ours and the pixel’s among others', () => {
    const clicks = '_ct_click=1.1700000000000.url.E.C.P.abc; _ct_first=1.1700000000000.url.E.C.P.first';
    expect(read(`a=1; _ct_id=${visitor};_ttp=${TTP} ; ${clicks}; x_ct_id=no`)).toEqual({
      visitor,
      renewedAt: undefined,
      ttp: TTP,
      renewableTtp: TTP,
      click: click('E.C.P.abc'),
      first: click('E.C.P.first'),
    });
  });

  it('decodes what the tag encoded', () => {
    expect(read('_ct_click=1.1700000000000.url.a%2Bb%3D').click?.ttclid).toBe('a+b=');
  });

  it('finds none where the header is missing', () => {
    expect(read(undefined)).toEqual(nothing);
  });
});
