import { expect, test } from './fixtures.ts';
import { cookiesWritten, NOTE_COOKIES, store, storesOf } from './stored-ids.ts';
import { bodyWith, CLICK_ID, callTag, settled, tag, view } from './tagged-page.ts';
import { until } from './until.ts';

const VISITOR_ID = /^\d{16,40}$/;

// By https://publicsuffix.org/list/; an address has no domain (RFC 6265, 5.1.3).
const WIDEST = [
  { host: 'shop.com', domain: /^\.shop\.com$/ },
  { host: 'www.shop.com', domain: /^\.shop\.com$/ },
  { host: 'a.b.shop.com', domain: /^\.shop\.com$/ },
  { host: 'www.shop.co.uk', domain: /^\.shop\.co\.uk$/ },
  { host: 'x.github.io', domain: /^\.x\.github\.io$/ },
  { host: 'localhost', domain: /^\.?localhost$/ },
  { host: '127.0.0.1', domain: /^127\.0\.0\.1$/ },
];

for (const { host, domain } of WIDEST) {
  test(`cookies of ${host} have the widest domain that the browser takes, found with one refused try at most`, async ({
    tab,
    sites,
  }) => {
    const similar = `<script>document.cookie = '_ct0=1'; document.cookie = '_ct=' + location.hostname</script>`;
    sites.page(`http://${host}/`, similar + NOTE_COOKIES + tag());
    await view(tab, sites, `http://${host}/?ttclid=${CLICK_ID}`);
    const ours = (await tab.cookies()).filter(({ name }) => /^_ct_/.test(name));
    expect(ours.map(({ name }) => name).sort()).toEqual(['_ct_click', '_ct_first', '_ct_id']);
    for (const cookie of ours) expect(cookie.domain).toMatch(domain);

    const probes = (await cookiesWritten(tab)).filter(({ text }) => /^_ct0\.\d+=[^;]/.test(text));
    expect(probes.filter(({ isTaken }) => !isTaken).length).toBeLessThanOrEqual(1);
    expect((await tab.cookies()).filter(({ name }) => name.startsWith('_ct0.'))).toEqual([]);
  });
}

test('the widest domain is looked for once a page', async ({ tab, sites }) => {
  sites.page('http://a.b.shop.com/', NOTE_COOKIES + tag());
  await view(tab, sites, 'http://a.b.shop.com/?ttclid=E.C.P.one');
  const probes = async () =>
    (await cookiesWritten(tab)).filter(({ text }) => /^_ct0\.\d+=[^;]/.test(text)).length;
  // a.b.shop.com, b.shop.com and shop.com are taken, com is refused.
  expect(await probes()).toBe(4);
  await store(tab, '_ct_id', { cookie: null }, 'shop.com');
  await callTag(tab, 'track', 'Search');
  await bodyWith(sites, 'Search');
  expect((await storesOf(tab, '_ct_id'))[0]).toMatch(VISITOR_ID);
  expect(await probes()).toBe(4);
});

test('a page may name the domain of its cookies, and nothing is tried then', async ({ tab, sites }) => {
  sites.page('http://a.b.shop.com/', NOTE_COOKIES + tag('data-cookie-domain="b.shop.com"'));
  await view(tab, sites, `http://a.b.shop.com/?ttclid=${CLICK_ID}`);
  const ours = (await tab.cookies()).filter(({ name }) => name.startsWith('_ct'));
  expect(ours.map(({ domain }) => domain)).toEqual(['.b.shop.com', '.b.shop.com', '.b.shop.com']);
  expect((await cookiesWritten(tab)).filter(({ text }) => text.startsWith('_ct0'))).toEqual([]);
});

test('a domain that the browser refuses costs the cookies, but no id and no event', async ({
  tab,
  sites,
}) => {
  sites.page('http://www.shop.co.uk/', tag('data-cookie-domain="co.uk"'));
  const first = await view(tab, sites, `http://www.shop.co.uk/?ttclid=${CLICK_ID}`);
  const second = await view(tab, sites, 'http://www.shop.co.uk/?second');
  expect([second.visitor, second.ttclid]).toEqual([first.visitor, CLICK_ID]);
  expect((await tab.cookies()).filter(({ name }) => name.startsWith('_ct'))).toEqual([]);
});

for (const { attributes, days } of [
  { attributes: '', days: 30 },
  { attributes: 'data-cookie-days="90"', days: 90 },
]) {
  test(`cookies are for the whole site, SameSite=Lax, and for ${days} days; over http not Secure`, async ({
    tab,
    sites,
  }) => {
    sites.page('http://shop.com/deep/page', NOTE_COOKIES + tag(attributes));
    await view(tab, sites, `http://shop.com/deep/page?ttclid=${CLICK_ID}`);
    const ours = (await tab.cookies()).filter(({ name }) => name.startsWith('_ct'));
    expect(ours.map(({ name }) => name).sort()).toEqual(['_ct_click', '_ct_first', '_ct_id']);
    for (const { path, expires = 0, secure, httpOnly } of ours) {
      expect({ path, secure, httpOnly }).toEqual({ path: '/', secure: false, httpOnly: false });
      expect((expires - Date.now() / 1000) / 86_400).toBeCloseTo(days, 1);
    }
    const texts = (await cookiesWritten(tab)).filter(({ text }) => /^_ct_\w+=[^;]/.test(text));
    expect(texts).toHaveLength(3);
    for (const { text } of texts) expect(text).toMatch(/; ?samesite=lax(;|$)/i);
  });
}

test("the collector's cookies stay as it has set them: script writes none of them again", async ({
  tab,
  sites,
}) => {
  sites.page('http://www.shop.com/', NOTE_COOKIES + tag('data-endpoint="http://collect.shop.com/collect"'));
  const before = await view(tab, sites, `http://www.shop.com/?ttclid=${CLICK_ID}`);
  const [click] = await storesOf(tab, '_ct_click');
  const renewed = `${before.visitor}.t1o2p3`;
  const attributes = 'Domain=shop.com; Path=/; SameSite=Lax; Max-Age=1000';
  sites.answerWith({
    headers: { 'Set-Cookie': [`_ct_id=${renewed}; ${attributes}`, `_ct_click=${click}; ${attributes}`] },
  });
  await callTag(tab, 'track', 'AddToCart');
  await until('the renewed cookie', async () => (await storesOf(tab, '_ct_id'))[0] === renewed);
  const expiries = async () =>
    (await tab.cookies())
      .filter(({ name }) => name === '_ct_id' || name === '_ct_click')
      .map(({ name, value, expires }) => [name, value, expires])
      .sort();
  const set = await expiries();
  expect(set.map(([, , expires]) => Number(expires) - Date.now() / 1000 < 1001)).toEqual([true, true]);
  sites.answerWith({});

  const writtenBefore = await cookiesWritten(tab);
  await callTag(tab, 'track', 'Search');
  const same = await bodyWith(sites, 'Search');
  expect(await cookiesWritten(tab), 'on the same page').toEqual(writtenBefore);
  const next = await view(tab, sites, `http://www.shop.com/?next&ttclid=${CLICK_ID}`);
  await callTag(tab, 'track', 'Contact');
  await bodyWith(sites, 'Contact');
  await settled(tab);
  expect(await cookiesWritten(tab), 'on the next page, with the same click again').toEqual([]);

  expect([same.visitor, next.visitor]).toEqual([before.visitor, before.visitor]);
  expect(await expiries()).toEqual(set);
  expect(await storesOf(tab, '_ct_id')).toEqual([renewed, renewed, renewed]);
});
