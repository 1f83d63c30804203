import type { EngineTab } from './engine.ts';
import { expect, test } from './fixtures.ts';
import { expectArrival, PAY, PAY_HOST, shopWith, TAG } from './hand-off-sites.ts';
import type { Sites } from './sites.ts';
import { bodyWith, CLICK_ID, callTag, clockAt, idsOf, STUB, tag, view } from './tagged-page.ts';

/** Half a minute into one, so that no test comes to the end of it. */
const NOW_MS = Math.floor(Date.now() / 60_000) * 60_000 + 30_000;

const valueIn = (url: string) => /[?&]_ct=([^&#]+)/.exec(url)?.[1] ?? '';

/** The parameter's value, percent-encoded, as the shop writes it for a visitor of an ad; and the visitor's ids. */
async function handOver(tab: EngineTab, sites: Sites, ms = NOW_MS, before = '') {
  const ids = await shopWith(tab, sites, '', clockAt(ms) + before);
  const value = valueIn(String(await callTag(tab, 'decorate', PAY)));
  return { ids, value };
}

test('a hand-over is a checksum, the minute, the visitor, the browser id and the click', async ({
  tab,
  sites,
}) => {
  const { ids, value } = await handOver(tab, sites);
  const [checksum, minute, visitor, ttp, ...click] = decodeURIComponent(value).split('*');
  expect(checksum).toMatch(/^-?\d+$/);
  expect(Number(minute)).toBe(Math.floor(NOW_MS / 60_000));
  expect([visitor, ttp, click]).toEqual([ids.visitor, ids.ttp, [`1.${NOW_MS}.url.${CLICK_ID}`]]);
});

const IN_ADDRESS = [
  { sent: '?a=1&_ct=…&b=%20x#frag', shown: '?a=1&b=%20x#frag', reason: 'in the middle' },
  { sent: '?_ct=…&a=1', shown: '?a=1', reason: 'at the beginning' },
  { sent: '?a=1&_ct=…', shown: '?a=1', reason: 'at the end' },
  { sent: '?_ct=…', shown: '', reason: 'alone' },
  { sent: '?_ct=…#frag', shown: '#frag', reason: 'alone, with a fragment' },
  {
    sent: '?a=b+c&d&e=&=f&&%C3%A9=%zz&_ct=…&a=b%2Bc',
    shown: '?a=b+c&d&e=&=f&&%C3%A9=%zz&a=b%2Bc',
    reason: 'among odd ones',
  },
  { sent: '?_ct=5&_ct=…&x_ct=7', shown: '?_ct=5&x_ct=7', reason: "beside the site's own" },
];

for (const { sent, shown, reason } of IN_ADDRESS) {
  test(`a hand-over goes from the address bar and every other byte stays: ${reason}`, async ({
    tab,
    sites,
  }) => {
    sites.page('http://pay.example/plain', '');
    sites.page(PAY, clockAt(NOW_MS) + TAG);
    const { ids, value } = await handOver(tab, sites);
    await tab.goto('http://pay.example/plain');
    const entries = await tab.evaluate(() => history.length);
    await tab.goto(PAY + sent.replace('…', value));
    await expectArrival(tab, sites, ids, PAY + shown);
    expect(await tab.evaluate(() => history.length)).toBe(entries + 1);
  });
}

test("the state of the history entry, and a page's own short _ct, stay", async ({ tab, sites }) => {
  const state = `<script>history.replaceState({ of: 'the router' }, '')</script>`;
  sites.page(PAY, state + clockAt(NOW_MS) + TAG);
  const { value } = await handOver(tab, sites);
  await tab.goto(`${PAY}?_ct=${value}`);
  await bodyWith(sites, 'Pageview', PAY_HOST);
  expect(await tab.evaluate(() => [history.state, location.search])).toEqual([{ of: 'the router' }, '']);
  for (const search of ['?_ct=5', '?a=1&_ct=5&b=2', '?_ct=', '?_ct', '?_ct=a%20b', '?my_ct=1', '?_ctx=1']) {
    const { page } = await view(tab, sites, PAY + search);
    expect(page?.url).toBe(PAY + search);
    expect(await tab.url()).toBe(PAY + search);
  }
});

/** Goes to other domains with a hand-over and tells, by row, whether it was taken in and what the address bar shows. */
async function tryOn(
  tab: EngineTab,
  sites: Sites,
  rows: readonly { readonly value: string; readonly before: string }[],
) {
  const found = [];
  for (const [index, { value, before }] of rows.entries()) {
    // A site of its own each, where nobody has been before.
    const site = `http://pay${index}.example/`;
    sites.page(site, before + tag(`data-domains="shop.com, pay${index}.example"`));
    await tab.goto(`${site}?a=1&_ct=${value}#top`);
    const { visitor, ttclid, ttp } = await idsOf(tab);
    expect(await tab.url()).toBe(`${site}?a=1#top`);
    found.push({ visitor, ttclid, ttp });
  }
  return found;
}

test('a hand-over counts in its minute and the next one, not later and not before', async ({
  tab,
  sites,
}) => {
  const minuteMs = NOW_MS - 30_000;
  const { ids, value } = await handOver(tab, sites, minuteMs);
  const rows = [
    { afterMs: 0, isTaken: true, reason: 'at once' },
    { afterMs: 59_999, isTaken: true, reason: 'to the end of its minute' },
    { afterMs: 60_000, isTaken: true, reason: 'in the next minute' },
    { afterMs: 119_999, isTaken: true, reason: 'to the end of the next minute' },
    { afterMs: 120_000, isTaken: false, reason: 'two minutes later' },
    { afterMs: 3_600_000, isTaken: false, reason: 'an hour later' },
    { afterMs: -1, isTaken: false, reason: 'a minute that is yet to come' },
    { afterMs: -86_400_000, isTaken: false, reason: 'a day that is yet to come' },
  ];
  const found = await tryOn(
    tab,
    sites,
    rows.map(({ afterMs }) => ({ value, before: clockAt(minuteMs + afterMs) })),
  );
  expect(found.map(({ visitor }, index) => [rows[index]?.reason, visitor === ids.visitor])).toEqual(
    rows.map(({ reason, isTaken }) => [reason, isTaken]),
  );
  expect(found.filter(({ ttclid }) => ttclid)).toHaveLength(4);
  expect(found.filter(({ ttp }) => ttp)).toHaveLength(4);
});

test('a forged hand-over is refused, and taken out of the address all the same', async ({ tab, sites }) => {
  const { ids, value } = await handOver(tab, sites);
  const parts = decodeURIComponent(value).split('*');
  const changed = (index: number, change: (part: string) => string) =>
    encodeURIComponent(parts.map((part, each) => (each === index ? change(part) : part)).join('*'));
  const otherDigit = (digit: string) => String((Number(digit) + 1) % 10);
  const forged = [
    { value: changed(0, (checksum) => `${Number(checksum) ^ 1}`), reason: 'checksum' },
    { value: changed(0, () => ''), reason: 'no checksum' },
    { value: changed(0, () => '0'), reason: 'checksum nought' },
    { value: changed(1, (minute) => `${Number(minute) - 1}`), reason: 'minute' },
    { value: changed(2, (visitor) => visitor.replace(/\d$/, otherDigit)), reason: 'visitor, one digit' },
    { value: changed(2, () => ''), reason: 'no visitor' },
    { value: changed(3, (ttp) => `${ttp.slice(0, -1)}Q`), reason: 'browser id' },
    { value: changed(4, (click) => click.replace('E.C.P', 'E.C.Q')), reason: 'click' },
    { value: changed(4, (click) => click.slice(0, -1)), reason: 'cut off' },
    { value: `${value}x`, reason: 'with something behind it' },
    { value: `${value}*x`, reason: 'with another part' },
    { value: `${value.slice(0, 60)}%E0%A4%A`, reason: 'a malformed escape' },
    { value: 'x'.repeat(60), reason: 'nonsense' },
    { value: '*'.repeat(60), reason: 'nothing but separators' },
  ];
  const before = clockAt(NOW_MS);
  const found = await tryOn(
    tab,
    sites,
    [...forged, { value }].map((row) => ({ value: row.value, before })),
  );
  const untouched = found.pop();
  expect([untouched?.visitor, untouched?.ttclid]).toEqual([ids.visitor, CLICK_ID]);
  for (const [index, { visitor, ttclid, ttp }] of found.entries()) {
    expect(visitor, forged[index]?.reason).toMatch(/^\d{16,40}$/);
    expect([visitor === ids.visitor, ttclid, ttp], forged[index]?.reason).toEqual([
      false,
      undefined,
      undefined,
    ]);
  }
});

test('a link that is passed on to somebody else hands nothing over', async ({ tab, sites, engine }) => {
  const { ids, value } = await handOver(tab, sites);
  const clock = clockAt(NOW_MS);
  const has = (name: string, answer: string) =>
    `${clock}<script>Object.defineProperty(navigator, '${name}', { value: ${answer} })</script>`;
  const found = await tryOn(tab, sites, [
    { value, before: clock },
    { value, before: has('language', "'sw-KE'") },
    { value, before: has('userAgent', "'Mozilla/5.0 (Phone) Another/1.0'") },
    { value, before: `${clock}<script>Date.prototype.getTimezoneOffset = () => 345</script>` },
  ]);
  expect(
    found.map(({ visitor }) => visitor === ids.visitor),
    `${engine}: the same browser, another language, another browser, another time zone`,
  ).toEqual([true, false, false, false]);
  expect(found.map(({ ttclid }) => ttclid)).toEqual([CLICK_ID, undefined, undefined, undefined]);
});

test("a hand-over brings the visitor's id, and the click only where it is the newer one", async ({
  tab,
  sites,
}) => {
  sites.page(PAY, clockAt(NOW_MS + 1000) + TAG);
  sites.page('http://pay.example/before', clockAt(NOW_MS - 1000) + TAG);
  sites.page('http://pay.example/after', clockAt(NOW_MS + 500) + TAG);
  await view(tab, sites, 'http://pay.example/before?ttclid=E.C.P.before');
  const first = await idsOf(tab);
  const { ids, value } = await handOver(tab, sites);
  expect(first.visitor).not.toBe(ids.visitor);

  await tab.goto(`${PAY}?1&_ct=${value}`);
  expect(await idsOf(tab), 'an older click').toEqual(ids);
  await view(tab, sites, 'http://pay.example/after?ttclid=E.C.P.after');
  await tab.goto(`${PAY}?2&_ct=${value}`);
  expect(await idsOf(tab), 'a newer click').toEqual({ ...ids, ttclid: 'E.C.P.after' });
});

test('a hand-over and a click id of its own in one address', async ({ tab, sites }) => {
  sites.page(PAY, clockAt(NOW_MS + 1000) + TAG);
  const { ids, value } = await handOver(tab, sites);
  await tab.goto(`${PAY}?ttclid=E.C.P.own&_ct=${value}`);
  expect(await idsOf(tab)).toEqual({ ...ids, ttclid: 'E.C.P.own' });
  expect(await tab.url()).toBe(`${PAY}?ttclid=E.C.P.own`);
});

const REDIRECTS = [
  { status: 302, to: (query: string) => `${PAY}?${query}`, shown: `${PAY}?x=1`, reason: 'keeps the query' },
  {
    status: 307,
    to: (query: string) => `/checkout?own=1&${query}`,
    shown: `${PAY}?own=1&x=1`,
    reason: 'puts it behind its own',
  },
  {
    status: 301,
    to: (query: string) => `/checkout?${query}&own=1`,
    shown: `${PAY}?x=1&own=1`,
    reason: 'puts its own behind it',
  },
];

for (const { status, to, shown, reason } of REDIRECTS) {
  test(`a hand-over passes a redirect that ${reason}`, async ({ tab, sites }) => {
    sites.page(PAY, clockAt(NOW_MS) + TAG);
    const start = 'http://pay.example/start?x=1';
    const ids = await shopWith(tab, sites, `<a href="${start}#frag">pay</a>`, clockAt(NOW_MS));
    // The clock stands, so the click will write the same.
    const decorated = String(await callTag(tab, 'decorate', start));
    sites.page(decorated, { html: '', status, headers: { Location: to(decorated.split('?')[1] ?? '') } });
    await tab.click('a');
    await expectArrival(tab, sites, ids, `${shown}#frag`);
    expect(sites.requests(PAY_HOST)[0]?.url).toBe(decorated);
  });
}

test('a hand-over waits for a tag that comes late, whose stub has seen the address before a router tidied it', async ({
  tab,
  sites,
}) => {
  const { ids, value } = await handOver(tab, sites);
  const tidy = `<script>history.replaceState(null, '', '/checkout')</script>`;
  const late = TAG.replace('<script ', '<script async ');
  sites.page(PAY, clockAt(NOW_MS) + STUB + tidy + late);
  await tab.goto(`${PAY}?_ct=${value}`);
  await expectArrival(tab, sites, ids, PAY);
});
