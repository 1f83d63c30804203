import { pixelSnippet } from '../simulator/pixel/snippet.ts';
import type { EngineTab } from './engine.ts';
import { expect, test } from './fixtures.ts';
import { keptNames } from './stored-ids.ts';
import { bodyWith, CLICK_ID, callTag, eventsAt, idsOf, STUB, settled, tag, view } from './tagged-page.ts';

const WITHIN = { timeout: 15_000 };
const SHOP = 'http://www.shop.com/';
const COLLECTOR = 'collect.shop.com';
const ENDPOINT = `data-endpoint="http://${COLLECTOR}/collect"`;
const REQUIRED = tag(`${ENDPOINT} data-consent="required"`);
/** Its library never comes, so that what it is told stays in its queue. */
const PIXEL = `<script>${pixelSnippet({ code: 'C4TEST00000000000000', scriptUrl: 'http://tiktok.example/events.js' })}</script>`;

const ALL_KEPT = ['cookie', 'localStorage', 'sessionStorage'].flatMap((place) =>
  ['_ct_click', '_ct_consent', '_ct_first', '_ct_id'].map((name) => `${place} ${name}`),
);
const withoutWaiting = (names: readonly string[]) => names.filter((name) => !/_ct_(kept|wait)$/.test(name));

/** What the pixel has been told, by name, in the order in which it will hear it. */
function toldPixel(tab: EngineTab): Promise<string[]> {
  return tab.evaluate(() => (window as unknown as { ttq: [string][] }).ttq.map(([method]) => method));
}

test('before consent nothing leaves and nothing is kept, whatever happens on the page', async ({
  tab,
  sites,
}) => {
  const early = `<script>clickthread('identify', { email: 'jane@shop.example' }); clickthread('track', 'ViewContent')</script>`;
  sites.page(SHOP, `${STUB}${early}${PIXEL}${REQUIRED}<a href="#top">up</a>`);
  await tab.goto(`${SHOP}?ttclid=${CLICK_ID}`);
  await callTag(tab, 'track', 'AddToCart', { value: 5, currency: 'USD' });
  await callTag(tab, 'page');
  await tab.click('a');
  await tab.evaluate(() => history.pushState(null, '', '/second'));
  await settled(tab);
  expect(sites.requests(COLLECTOR)).toEqual([]);
  expect(await keptNames(tab)).toEqual([]);
  await tab.goto(`${SHOP}?next`);
  await settled(tab);
  expect(sites.requests(COLLECTOR), 'nor when the page ends, or another begins').toEqual([]);
  expect(await keptNames(tab)).toEqual([]);
});

test('consent keeps the current click and sends what has waited, in the order and of the time in which it happened', async ({
  tab,
  sites,
}) => {
  const early = `<script>clickthread('track', 'ViewContent')</script>`;
  sites.page(SHOP, STUB + early + REQUIRED);
  await tab.goto(`${SHOP}?ttclid=${CLICK_ID}`);
  await callTag(tab, 'track', 'AddToCart');
  await settled(tab);
  const grantedMs = await tab.evaluate(() => Date.now());
  await callTag(tab, 'consent', 'granted');
  const body = await bodyWith(sites, 'ViewContent');
  expect(body.events.map(({ event }) => event)).toEqual(['ViewContent', 'Pageview', 'AddToCart']);
  for (const { event_time: time } of body.events) expect(time).toBeLessThanOrEqual(grantedMs);
  expect([body.ttclid, body.page?.url]).toEqual([CLICK_ID, `${SHOP}?ttclid=${CLICK_ID}`]);
  await settled(tab);
  expect(withoutWaiting(await keptNames(tab))).toEqual(ALL_KEPT);
  expect(eventsAt(sites)).toEqual(['ViewContent', 'AddToCart']);
});

test('with data-waiting="drop" consent counts from now on, and the click is kept all the same', async ({
  tab,
  sites,
}) => {
  sites.page(SHOP, REQUIRED.replace('data-consent', 'data-waiting="drop" data-consent'));
  await tab.goto(`${SHOP}?ttclid=${CLICK_ID}`);
  await callTag(tab, 'track', 'AddToCart');
  await callTag(tab, 'consent', 'granted');
  await callTag(tab, 'track', 'Search');
  expect((await bodyWith(sites, 'Search')).ttclid).toBe(CLICK_ID);
  await settled(tab);
  expect(eventsAt(sites)).toEqual(['Search']);
});

test('a refusal drops what has waited; a later consent works, with the current click', async ({
  tab,
  sites,
}) => {
  sites.page(SHOP, REQUIRED);
  await tab.goto(`${SHOP}?ttclid=${CLICK_ID}`);
  await callTag(tab, 'track', 'AddToCart');
  await callTag(tab, 'consent', 'denied');
  await callTag(tab, 'track', 'Contact');
  await settled(tab);
  expect(await keptNames(tab)).toEqual([]);
  expect(sites.requests(COLLECTOR)).toEqual([]);
  await callTag(tab, 'consent', 'granted');
  await callTag(tab, 'track', 'Search');
  expect((await bodyWith(sites, 'Search')).ttclid).toBe(CLICK_ID);
  await settled(tab);
  expect(eventsAt(sites)).toEqual(['Search']);
});

for (const attributes of [`${ENDPOINT} data-consent="required"`, ENDPOINT]) {
  test(`a withdrawal removes everything of ours at once, and nothing leaves any more: ${attributes}`, async ({
    tab,
    sites,
  }) => {
    sites.page(SHOP, tag(attributes));
    await tab.goto(`${SHOP}?ttclid=${CLICK_ID}`);
    await callTag(tab, 'consent', 'granted');
    await bodyWith(sites, 'Pageview');
    const before = await keptNames(tab);
    expect(withoutWaiting(before)).toEqual(ALL_KEPT);
    const left = await tab.evaluate(() => {
      const { clickthread } = window as unknown as { clickthread: (...call: unknown[]) => void };
      clickthread('track', 'AddToCart');
      clickthread('consent', 'denied');
      clickthread('track', 'Contact');
      return [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].join(' ');
    });
    expect(left, 'in the same task').not.toContain('_ct');
    await settled(tab);
    await tab.evaluate(() => history.pushState(null, '', '/second'));
    await settled(tab);
    expect(await keptNames(tab)).toEqual([]);
    expect(eventsAt(sites)).toEqual([]);
  });
}

test('consent that is given again keeps the click that the address still carries, for another visitor', async ({
  tab,
  sites,
}) => {
  sites.page(SHOP, REQUIRED);
  await tab.goto(`${SHOP}?ttclid=${CLICK_ID}`);
  await callTag(tab, 'consent', 'granted');
  const first = await idsOf(tab);
  await callTag(tab, 'consent', 'denied');
  await callTag(tab, 'consent', 'granted');
  const second = await idsOf(tab);
  expect(second.visitor).not.toBe(first.visitor);
  expect(second.ttclid).toBe(CLICK_ID);
});

test('cookies that the answer to a request of before the withdrawal sets are removed too', async ({
  tab,
  sites,
}) => {
  sites.page(SHOP, REQUIRED);
  await tab.goto(`${SHOP}?ttclid=${CLICK_ID}`);
  await callTag(tab, 'consent', 'granted');
  const { visitor } = await idsOf(tab);
  await bodyWith(sites, 'Pageview');
  await settled(tab);
  const attributes = 'Domain=shop.com; Path=/; SameSite=Lax; Max-Age=1000';
  const cookies = [`_ct_id=${visitor}.t1o2p3`, `_ct_click=1.${Date.now()}.url.E.C.P.x`, 'answered=1'];
  sites.answerWith({
    delayMs: 700,
    headers: { 'Set-Cookie': cookies.map((cookie) => `${cookie}; ${attributes}`) },
  });
  await callTag(tab, 'track', 'AddToCart');
  await bodyWith(sites, 'AddToCart');
  await callTag(tab, 'consent', 'denied');
  expect(await keptNames(tab)).toEqual([]);
  await tab.until(() => document.cookie.includes('answered=1'));
  await expect.poll(() => keptNames(tab), WITHIN).toEqual([]);
  await settled(tab);
  expect(await keptNames(tab)).toEqual([]);
});

test('a returning visitor has agreed before: events leave with nothing said, and the pixel is not held', async ({
  tab,
  sites,
}) => {
  sites.page(SHOP, PIXEL + REQUIRED);
  await tab.goto(`${SHOP}?ttclid=${CLICK_ID}`);
  await callTag(tab, 'consent', 'granted');
  const first = await bodyWith(sites, 'Pageview');
  sites.page('http://my.shop.com/', PIXEL + REQUIRED);
  const second = await view(tab, sites, 'http://my.shop.com/');
  expect([second.visitor, second.ttclid]).toEqual([first.visitor, CLICK_ID]);
  expect(await toldPixel(tab)).toEqual(['page']);
});

test('a visitor who has withdrawn is asked again on the next page', async ({ tab, sites }) => {
  sites.page(SHOP, REQUIRED);
  await tab.goto(`${SHOP}?ttclid=${CLICK_ID}`);
  await callTag(tab, 'consent', 'granted');
  await bodyWith(sites, 'Pageview');
  await settled(tab);
  await callTag(tab, 'consent', 'denied');
  const before = sites.requests(COLLECTOR).length;
  await tab.goto(`${SHOP}?next`);
  await callTag(tab, 'track', 'AddToCart');
  await settled(tab);
  expect(sites.requests(COLLECTOR)).toHaveLength(before);
  expect(await keptNames(tab)).toEqual([]);
});

test('the pixel is held before anything else it was told, and follows each decision', async ({
  tab,
  sites,
}) => {
  const early = `<script>ttq.track('ViewContent')</script>`;
  sites.page(SHOP, PIXEL + early + REQUIRED);
  await tab.goto(SHOP);
  expect((await toldPixel(tab)).filter((method, index) => method !== 'holdConsent' || index === 0)).toEqual([
    'holdConsent',
    'page',
    'track',
  ]);
  const told = async () =>
    (await toldPixel(tab)).filter((method) => /Cookie|(grant|revoke)Consent/.test(method));
  expect(await told()).toEqual([]);
  await callTag(tab, 'consent', 'granted');
  expect(await told()).toEqual(['enableCookie', 'grantConsent']);
  await callTag(tab, 'consent', 'denied');
  expect(await told()).toEqual(['enableCookie', 'grantConsent', 'disableCookie', 'revokeConsent']);
});

test('in server mode the pixel is told nothing of consent', async ({ tab, sites }) => {
  sites.page(SHOP, PIXEL + REQUIRED.replace('data-consent', 'data-mode="server" data-consent'));
  await tab.goto(SHOP);
  await callTag(tab, 'consent', 'granted');
  await callTag(tab, 'consent', 'denied');
  expect(await toldPixel(tab)).toEqual(['page']);
});

const GPC = `<script>Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })</script>`;

test('Global Privacy Control is passed on to the collector', async ({ tab, sites }) => {
  sites.page(SHOP, GPC + tag(ENDPOINT));
  expect(await view(tab, sites, SHOP)).toMatchObject({ gpc: true });
  sites.page('http://shop.com/', tag(ENDPOINT));
  expect((await view(tab, sites, 'http://shop.com/')).gpc ?? false).toBe(false);
});
