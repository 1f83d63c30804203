import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisePageAddress } from './page-address.ts';

const KEEP = new Set(['variant']);
const shop = 'https://shop.example';

describe('a page address', () => {
  it.each([
    [
      `${shop}/a?utm_source=tiktok&utm_id=7&ttclid=E.C.P.x`,
      `${shop}/a?utm_source=tiktok&utm_id=7&ttclid=E.C.P.x`,
      'a campaign',
    ],
    [`${shop}/a?email=jane%40example.com&utm_source=x`, `${shop}/a?utm_source=x`, 'an address in the query'],
    [`${shop}/a?token=s3cret`, `${shop}/a`, 'all of the query'],
    [`${shop}/a?variant=3&Variant=4`, `${shop}/a?variant=3`, 'one that is asked for, by its exact name'],
    [`${shop}/a?UTM_Source=x`, `${shop}/a?UTM_Source=x`, 'campaigns in any case'],
    [`${shop}/a?utm_source=a%20b+c&x=1`, `${shop}/a?utm_source=a%20b+c`, 'the bytes of what stays'],
    [`${shop}/a?x=utm_source`, `${shop}/a`, 'a value that only looks like one'],
    [`${shop}/a#access_token=s3cret`, `${shop}/a`, 'what stands behind "#"'],
    [`${shop}/#/thank-you?order=1`, `${shop}/#/thank-you`, 'a route behind "#", without its query'],
    [`${shop}/#!/cart`, `${shop}/#!/cart`, 'a route of the old kind'],
    ['https://jane:pw@shop.example/a', `${shop}/a`, 'a user name'],
    [` ${shop}/a `, `${shop}/a`, 'blanks around it'],
    [`${shop}/a?`, `${shop}/a`, 'a lone "?"'],
  ])('%s becomes %s: %s', (raw, address) => {
    expect(normalisePageAddress(raw, KEEP)).toEqual({ address, isShortened: address !== raw.trim() });
  });

  it.each([
    [`${shop}`, 'a host alone'],
    [`${shop}/a/b.html`, 'nothing to take out'],
    ['http://localhost:3000/', 'a port'],
  ])('%s stays: %s', (raw) => {
    expect(normalisePageAddress(raw, KEEP)).toEqual({ address: raw, isShortened: false });
  });

  it.each<[string | undefined, string]>([
    [undefined, 'nothing'],
    ['', 'empty'],
    ['/thank-you', 'a path'],
    ['shop.example/a', 'no scheme'],
    ['javascript:alert(1)', 'another scheme'],
    ['about:srcdoc', 'a frame without an address'],
    ['https://', 'no host'],
    ['https://exa mple/', 'no host name'],
  ])('%s is none: %s', (raw, _reason) => {
    expect(normalisePageAddress(raw, KEEP).address).toBeUndefined();
  });

  it('keeps no parameter that nobody asked for, whatever the address', () => {
    const name = fc.stringMatching(/^[a-z_]{1,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.webQueryParameters())), fc.webFragments(), (pairs, fragment) => {
        const query = pairs.map(([key, value]) => `${key}=${value}`).join('&');
        const { address } = normalisePageAddress(`${shop}/a?${query}#${fragment}`, KEEP);
        const names = [...new URL(address as string).searchParams.keys()];
        expect(names.every((each) => /^(utm_\w+|ttclid|variant)$/i.test(each))).toBe(true);
      }),
    );
  });
});
