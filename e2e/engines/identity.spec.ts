import { expect, test } from './fixtures.ts';
import { cookiesWritten, NOTE_COOKIES, store, storeEverywhere, storesOf } from './stored-ids.ts';
import { bodyWith, CLICK_ID, callTag, STUB, tag, view } from './tagged-page.ts';

const DAY_MS = 86_400_000;
const VISITOR_ID = /^\d{16,40}$/;

const clickRecord = (ttclid: string, ageDays = 0) => `1.${Date.now() - ageDays * DAY_MS}.url.${ttclid}`;
const clickIdIn = (record: string | null | undefined) => /^1\.\d{13}\.url\.(.+)$/.exec(record ?? '')?.[1];

test.describe('the click id is caught', () => {
  test('though the next line of the page tidies the address', async ({ tab, sites }) => {
    sites.page('http://www.shop.com/', `${tag()}<script>history.replaceState(null, '', '/tidy')</script>`);
    await tab.goto(`http://www.shop.com/?ttclid=${CLICK_ID}`);
    expect((await bodyWith(sites, 'Pageview')).ttclid).toBe(CLICK_ID);
    expect((await storesOf(tab, '_ct_click')).map(clickIdIn)).toEqual([CLICK_ID, CLICK_ID, CLICK_ID]);
  });

  test('though the next line of the page leaves it', async ({ tab, sites }) => {
    sites.page('http://www.shop.com/', `${tag()}<script>location.replace('/start')</script>`);
    sites.page('http://www.shop.com/start', tag());
    await tab.goto(`http://www.shop.com/?ttclid=${CLICK_ID}`);
    await tab.until(() => location.pathname === '/start' && document.readyState === 'complete');
    await callTag(tab, 'track', 'Search');
    expect((await bodyWith(sites, 'Search')).ttclid).toBe(CLICK_ID);
  });

  for (const { router, ttclid, reason } of [
    { router: '/tidy', ttclid: CLICK_ID, reason: 'by the stub, where a router tidies the address first' },
    { router: '/?ttclid=E.C.P.second', ttclid: 'E.C.P.second', reason: 'from the address, whose own wins' },
  ]) {
    test(reason, async ({ tab, sites }) => {
      const late = `<script>history.replaceState(null, '', '${router}')</script><script async src="/tag.js"></script>`;
      sites.page('http://www.shop.com/', STUB + late);
      await tab.goto(`http://www.shop.com/?ttclid=${CLICK_ID}`);
      expect((await bodyWith(sites, 'Pageview')).ttclid).toBe(ttclid);
      expect((await storesOf(tab, '_ct_click')).map(clickIdIn)).toEqual([ttclid, ttclid, ttclid]);
      expect(await tab.url()).toBe(`http://www.shop.com${router}`);
    });
  }
});

const POISON = [
  { value: 'garbage', reason: 'another format' },
  { value: '1.12345.url.E.C.P.old', reason: 'no time of 13 digits' },
  { value: `2.${Date.now()}.url.E.C.P.old`, reason: 'of another version' },
  { value: `1.${Date.now()}.url.`, reason: 'no id' },
  { value: `1.${Date.now()}.url.__CLICKID__`, reason: 'a macro that nobody filled in' },
  { value: `1.${Date.now()}.url.${'x'.repeat(1001)}`, reason: 'longer than any id' },
  { value: clickRecord('E.C.P.old', 31), reason: 'of a month ago' },
  { value: '%E0%A4%A', reason: 'a malformed escape' },
];

for (const [index, { value, reason }] of POISON.entries()) {
  test(`a spoilt click is replaced by a new one in one load: ${reason}`, async ({ tab, sites }) => {
    const site = `http://p${index}.example`;
    sites.page(`${site}/plain`, '');
    sites.page(`${site}/`, tag());
    await tab.goto(`${site}/plain`);
    await storeEverywhere(tab, '_ct_click', value);
    await storeEverywhere(tab, '_ct_first', value);
    const body = await view(tab, sites, `${site}/?ttclid=${CLICK_ID}`);
    expect(body.ttclid).toBe(CLICK_ID);
    const [cookie, local, session] = await storesOf(tab, '_ct_click');
    expect(clickIdIn(cookie)).toBe(CLICK_ID);
    expect([local, session]).toEqual([cookie, cookie]);
    expect(await storesOf(tab, '_ct_first')).toEqual([cookie, cookie, cookie]);
  });

  test(`a spoilt click is removed from everywhere: ${reason}`, async ({ tab, sites }) => {
    const site = `http://q${index}.example`;
    sites.page(`${site}/plain`, '');
    sites.page(`${site}/`, tag());
    await tab.goto(`${site}/plain`);
    await storeEverywhere(tab, '_ct_click', value);
    const body = await view(tab, sites, `${site}/`);
    expect(body).not.toHaveProperty('ttclid');
    expect(await storesOf(tab, '_ct_click')).toEqual([null, null, null]);
  });
}

test('a spoilt visitor id is replaced everywhere, also where a cookie of the very host hides ours', async ({
  tab,
  sites,
}) => {
  sites.page('http://www.shop.com/plain', '');
  sites.page('http://www.shop.com/', tag());
  await tab.goto('http://www.shop.com/plain');
  await store(tab, '_ct_id', { cookie: 'not-a-visitor', localStorage: 'nor-this', sessionStorage: '12345' });
  const visitor = (await view(tab, sites, 'http://www.shop.com/')).visitor ?? '';
  expect(visitor).toMatch(VISITOR_ID);
  expect(await storesOf(tab, '_ct_id')).toEqual([visitor, visitor, visitor]);
  expect((await tab.cookies()).filter(({ name }) => name === '_ct_id').map(({ domain }) => domain)).toEqual([
    '.shop.com',
  ]);
});

const STORES = ['cookie', 'localStorage', 'sessionStorage'];

const LOSSES = [
  ['cookie'],
  ['localStorage'],
  ['sessionStorage'],
  ['cookie', 'localStorage'],
  ['cookie', 'sessionStorage'],
  ['localStorage', 'sessionStorage'],
];

for (const lost of LOSSES) {
  test(`ids outlive the loss of ${lost.join(' and ')}, which is put right`, async ({ tab, sites }) => {
    sites.page('http://shop.com/', tag());
    const before = await view(tab, sites, `http://shop.com/?ttclid=${CLICK_ID}`);
    const stored = [await storesOf(tab, '_ct_id'), await storesOf(tab, '_ct_click')];
    const nothing = Object.fromEntries(lost.map((place) => [place, null]));
    await store(tab, '_ct_id', nothing, 'shop.com');
    await store(tab, '_ct_click', nothing, 'shop.com');
    const places = STORES.map((place) => (lost.includes(place) ? null : before.visitor));
    expect(await storesOf(tab, '_ct_id')).toEqual(places);

    const after = await view(tab, sites, 'http://shop.com/?second');
    expect(after.visitor).toMatch(VISITOR_ID);
    expect([after.visitor, after.ttclid]).toEqual([before.visitor, CLICK_ID]);
    expect([await storesOf(tab, '_ct_id'), await storesOf(tab, '_ct_click')]).toEqual(stored);
  });
}

test('ids outlive the loss of all stores while the page lives', async ({ tab, sites }) => {
  sites.page('http://shop.com/', tag());
  const before = await view(tab, sites, `http://shop.com/?ttclid=${CLICK_ID}`);
  const click = await storesOf(tab, '_ct_click');
  for (const name of ['_ct_id', '_ct_click'])
    await store(tab, name, { cookie: null, localStorage: null, sessionStorage: null }, 'shop.com');
  expect(await storesOf(tab, '_ct_id')).toEqual([null, null, null]);
  await callTag(tab, 'track', 'Search');
  const after = await bodyWith(sites, 'Search');
  expect([after.visitor, after.ttclid]).toEqual([before.visitor, CLICK_ID]);
  expect(await storesOf(tab, '_ct_click')).toEqual(click);
});

test('ids live in memory where cookies and storage are forbidden', async ({ tab, sites }) => {
  const forbid = `<script>
    const denied = { get() { throw new DOMException('denied', 'SecurityError') }, set() { throw new DOMException('denied', 'SecurityError') } };
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, denied);
    Object.defineProperty(document, 'cookie', denied);
  </script>`;
  sites.page('http://shop.com/', forbid + tag());
  const before = await view(tab, sites, `http://shop.com/?ttclid=${CLICK_ID}`);
  await callTag(tab, 'track', 'Search');
  const after = await bodyWith(sites, 'Search');
  expect(after.visitor).toMatch(VISITOR_ID);
  expect([after.visitor, after.ttclid]).toEqual([before.visitor, CLICK_ID]);
});

test('where stores disagree the cookie counts', async ({ tab, sites }) => {
  const ids = ['1', '2', '3'].map((digit) => digit.repeat(38));
  const records = ['E.C.P.one', 'E.C.P.two', 'E.C.P.three'].map((id) => clickRecord(id, 1));
  sites.page('http://shop.com/plain', '');
  sites.page('http://shop.com/', tag());
  await tab.goto('http://shop.com/plain');
  for (const [index, place] of STORES.entries()) {
    await store(tab, '_ct_id', { [place]: ids[index] });
    await store(tab, '_ct_click', { [place]: records[index] });
  }
  const body = await view(tab, sites, 'http://shop.com/');
  expect([body.visitor, body.ttclid]).toEqual([ids[0], 'E.C.P.one']);
  expect(await storesOf(tab, '_ct_id')).toEqual([ids[0], ids[0], ids[0]]);
  expect(await storesOf(tab, '_ct_click')).toEqual([records[0], records[0], records[0]]);
});

test('a record says when it was caught; the same click does not renew it, another one replaces it, the first stays', async ({
  tab,
  sites,
}) => {
  sites.page('http://shop.com/', tag());
  const startMs = Date.now();
  await view(tab, sites, 'http://shop.com/?ttclid=E.C.P.one');
  const [first] = await storesOf(tab, '_ct_click');
  const capturedMs = Number(/^1\.(\d{13})\.url\.E\.C\.P\.one$/.exec(first ?? '')?.[1]);
  expect(capturedMs).toBeGreaterThanOrEqual(startMs);
  expect(capturedMs).toBeLessThanOrEqual(Date.now());

  await view(tab, sites, 'http://shop.com/?again&ttclid=E.C.P.one');
  expect(await storesOf(tab, '_ct_click')).toEqual([first, first, first]);
  for (const url of ['http://shop.com/?ttclid=__CLICKID__', 'http://shop.com/?ttclid=_CLICKID_']) {
    expect((await view(tab, sites, url)).ttclid, 'a macro').toBe('E.C.P.one');
  }
  expect((await view(tab, sites, 'http://shop.com/?ttclid=E.C.P.two')).ttclid).toBe('E.C.P.two');
  const [last] = await storesOf(tab, '_ct_click');
  expect(clickIdIn(last)).toBe('E.C.P.two');
  expect(await storesOf(tab, '_ct_click')).toEqual([last, last, last]);
  expect(await storesOf(tab, '_ct_first')).toEqual([first, first, first]);
});

test('a click counts for 30 days, or as many as the page says', async ({ tab, sites }) => {
  const found = [];
  const rows = [
    { attributes: '', ageDays: 29.9, reason: 'just inside' },
    { attributes: '', ageDays: 30.1, reason: 'just outside' },
    { attributes: 'data-cookie-days="7"', ageDays: 6.9, reason: 'inside a week' },
    { attributes: 'data-cookie-days="7"', ageDays: 7.1, reason: 'outside a week' },
    { attributes: 'data-cookie-days="90"', ageDays: 89, reason: 'inside a quarter' },
  ];
  for (const [index, { attributes, ageDays, reason }] of rows.entries()) {
    sites.page(`http://d${index}.example/plain`, '');
    sites.page(`http://d${index}.example/`, tag(attributes));
    await tab.goto(`http://d${index}.example/plain`);
    await store(tab, '_ct_click', { cookie: clickRecord('E.C.P.old', ageDays) });
    found.push([reason, (await view(tab, sites, `http://d${index}.example/`)).ttclid]);
  }
  expect(found).toEqual([
    ['just inside', 'E.C.P.old'],
    ['just outside', undefined],
    ['inside a week', 'E.C.P.old'],
    ['outside a week', undefined],
    ['inside a quarter', 'E.C.P.old'],
  ]);
});

test('a click id has up to 1,000 characters', async ({ tab, sites }) => {
  const [longest, tooLong] = ['x'.repeat(1000), 'x'.repeat(1001)];
  sites.page('http://shop.com/', tag());
  expect(await view(tab, sites, `http://shop.com/?ttclid=${tooLong}`)).not.toHaveProperty('ttclid');
  expect((await view(tab, sites, `http://shop.com/?ttclid=${longest}`)).ttclid).toBe(longest);
  expect((await storesOf(tab, '_ct_click')).map(clickIdIn)).toEqual([longest, longest, longest]);
});

test("other tools' cookies give a click where we have none, and are only read", async ({ tab, sites }) => {
  for (const [index, name] of ['ttclid', '_ttclid', 'tiktok_ttclid'].entries()) {
    const site = `http://f${index}.example`;
    const theirs = `<script>document.cookie = '${name}=E.C.P.theirs; path=/; max-age=999'</script>`;
    sites.page(`${site}/`, theirs + NOTE_COOKIES + tag());
    expect((await view(tab, sites, `${site}/`)).ttclid, name).toBe('E.C.P.theirs');
    expect(await storesOf(tab, '_ct_click'), name).toEqual([null, null, null]);
    const written = (await cookiesWritten(tab)).filter(({ text }) => text.startsWith(`${name}=`));
    expect(written, name).toEqual([]);
    const body = await view(tab, sites, `${site}/?ttclid=E.C.P.ours`);
    expect(body.ttclid, 'our own comes first').toBe('E.C.P.ours');
  }
});

test("the pixel's browser id is read for each request, and never written", async ({ tab, sites }) => {
  sites.page('http://shop.com/', NOTE_COOKIES + tag());
  expect(await view(tab, sites, 'http://shop.com/')).not.toHaveProperty('ttp');
  for (const ttp of ['01JTTPONE', '01JTTPTWO']) {
    await store(tab, '_ttp', { cookie: ttp });
    await callTag(tab, 'track', ttp);
    expect((await bodyWith(sites, ttp)).ttp).toBe(ttp);
  }
  const written = (await cookiesWritten(tab)).filter(({ text }) => text.startsWith('_ttp='));
  expect(written, "only the test's own").toHaveLength(2);
});
