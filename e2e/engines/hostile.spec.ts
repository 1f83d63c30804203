import { arrivals, eventIds, firstArrivals } from './arrivals.ts';
import type { EngineTab } from './engine.ts';
import { expect, test } from './fixtures.ts';
import { expectArrived, type HostilePage, troublesOf, WATCH } from './hostile-page.ts';
import type { Sites } from './sites.ts';
import { callTag, tag } from './tagged-page.ts';

const COOKIES_THAT_THROW = `Object.defineProperty(document, 'cookie', {
  get() { throw new DOMException('no cookies', 'SecurityError') },
  set() { throw new DOMException('no cookies', 'SecurityError') },
});`;
const storageThatThrows = (name: string) =>
  `Object.defineProperty(window, '${name}', {get() { throw new DOMException('no', 'SecurityError') }});`;
const STORAGE_THAT_THROWS = storageThatThrows('localStorage') + storageThatThrows('sessionStorage');

/** What a browser, its settings or a page forbid before the tag comes. */
const FORBIDDING: readonly HostilePage[] = [
  { reason: 'cookies that throw', before: COOKIES_THAT_THROW },
  {
    reason: 'cookies that are taken and forgotten',
    before: `Object.defineProperty(document, 'cookie', {get: () => '', set() {}});`,
  },
  { reason: 'localStorage that throws', before: storageThatThrows('localStorage') },
  { reason: 'sessionStorage that throws', before: storageThatThrows('sessionStorage') },
  { reason: 'nothing to keep anything in', before: COOKIES_THAT_THROW + STORAGE_THAT_THROWS },
  {
    reason: 'storage that is null',
    before: `for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {value: null});`,
  },
  {
    reason: 'storage that is full',
    before: `for (let size = 2 ** 23; size >= 1; size /= 2) {
      try { localStorage['full' + size] = 'x'.repeat(size) } catch {}
    }`,
  },
  { reason: 'no sendBeacon', before: 'delete Navigator.prototype.sendBeacon;' },
  { reason: 'a history that is frozen', before: 'Object.freeze(history);' },
  {
    reason: 'a pushState that cannot be replaced',
    before: `Object.defineProperty(history, 'pushState', {value: history.pushState, writable: false});`,
  },
  {
    reason: 'a replaceState that throws',
    before: `history.replaceState = () => { throw new DOMException('too many', 'SecurityError') };`,
    query: `?_ct=${'x'.repeat(60)}&ttclid=E.C.P.x`,
    ttclid: 'E.C.P.x',
  },
  { reason: 'a click id of malformed escapes', query: '?ttclid=%E0%A4%A' },
  { reason: 'malformed escapes beside the click id', query: '?x=%E0%A4%A&ttclid=good', ttclid: 'good' },
  { reason: 'a hand-over of malformed escapes', query: `?_ct=${'x'.repeat(60)}%E0%A4%A` },
  {
    reason: 'cookies of malformed escapes',
    before: `for (const name of ['a', 'ttclid', '_ttp', '_ct_id', '_ct_click', '_ct_ttp']) document.cookie = name + '=%E0%A4%A';`,
  },
  { reason: 'a pixel that is a number', before: 'ttq = 7;' },
  { reason: 'a pixel that is null', before: 'ttq = null;' },
  {
    reason: 'a pixel that is frozen',
    before: 'ttq = Object.freeze(Object.assign([], {track() {}, page() {}}));',
  },
  {
    reason: 'a pixel whose every property throws',
    before: `ttq = new Proxy({}, {get() { throw new Error('broken pixel') }, has() { throw new Error('broken pixel') }});`,
  },
  {
    reason: 'a trap in place of the pixel, as content blockers set it',
    before: `Object.defineProperty(window, 'ttq', {get() { throw new ReferenceError('trapped') }});`,
  },
  {
    reason: "a frame of another site under the pixel's name",
    html: '<iframe name="ttq" src="http://ads.example/"></iframe>',
  },
  { reason: 'an element of the name clickthread', html: '<div id="clickthread"></div>' },
  {
    reason: 'more methods on every array and object',
    before: 'Array.prototype.last = Object.prototype.also = () => 1;',
  },
];

/** Texts it still writes as they should be, so that the test can ask this page something. */
const OTHER_JSON = `const {stringify} = JSON; JSON.parse = () => { throw new Error('broken') };
  JSON.stringify = (value) => typeof value === 'string' ? stringify(value) : '{"broken":1}';`;

/** What a page puts in the place of what the tag uses, once the tag is there. */
const OVERWRITING: readonly HostilePage[] = [
  {
    reason: 'another ttq',
    after: 'ttq = {track() { throw new Error("broken pixel") }, page: 7, instance: null};',
  },
  { reason: 'no ttq any more', after: 'ttq = undefined; delete window.ttq;' },
  { reason: 'a fetch that throws', after: 'fetch = () => { throw new Error("blocked") };' },
  { reason: 'a fetch that gives nothing', after: 'fetch = () => undefined;' },
  {
    reason: 'a pushState of its own',
    after: 'history.pushState = () => {}; history.replaceState = () => {};',
  },
  { reason: 'a JSON of its own', after: OTHER_JSON },
  {
    reason: 'an addEventListener that throws',
    after: `for (const target of [window, EventTarget.prototype]) target.addEventListener = () => { throw new Error('no') };`,
  },
  { reason: 'a sendBeacon that throws', after: 'navigator.sendBeacon = () => { throw new Error("no") };' },
  {
    reason: 'all of these',
    after: `ttq = fetch = history.pushState = addEventListener = null; ${OTHER_JSON}`,
  },
];

/** What pages hand over by mistake; each is one call. */
const MISTAKES: readonly HostilePage[] = [
  {
    reason: 'nothing',
    after: 'clickthread(); clickthread("track"); clickthread("identify"); clickthread("consent2");',
  },
  {
    reason: 'null',
    after:
      'for (const name of ["track", "identify", "decorate", "ids", "init"]) clickthread(name, null, null, null);',
  },
  {
    reason: 'a name that every object has',
    after: 'clickthread("toString"); clickthread("constructor"); clickthread("__proto__");',
  },
  {
    reason: 'a circle',
    after:
      'const circle = {}; circle.self = circle; clickthread("track", "Search", circle, circle); clickthread("track", "Search", circle);',
  },
  {
    reason: 'a BigInt',
    after:
      'clickthread("track", "Search", {value: 42n}); clickthread("track", "Search", {}, {eventId: 42n});',
  },
  { reason: 'a BigInt as a name', after: 'clickthread("track", 42n);' },
  { reason: 'a BigInt as a customer', after: 'clickthread("identify", {externalId: 42n});' },
  {
    reason: 'a circle as a customer',
    after: 'const circle = {}; circle.self = circle; clickthread("identify", circle);',
  },
  {
    reason: 'a toJSON that throws',
    after: 'clickthread("track", "Search", {toJSON() { throw new Error("broken") }});',
  },
  {
    reason: 'a getter that throws',
    after: 'clickthread("track", "Search", {get value() { throw new Error("broken") }});',
  },
  {
    reason: 'an order id that throws',
    after: 'clickthread("track", "Search", {get order_id() { throw new Error("broken") }});',
  },
  { reason: 'a symbol', after: 'clickthread("track", Symbol(), {a: Symbol()}, {eventId: Symbol()});' },
  {
    reason: 'a callback that throws',
    after: 'clickthread("ids", () => { throw new Error("of the page") });',
  },
  { reason: 'no function to call back', after: 'clickthread("ids", "visitor");' },
  {
    reason: 'an address that is none',
    after: 'clickthread("decorate", "http://"); clickthread("decorate", {});',
  },
];

/** Opens each page on a host of its own, and holds that its event arrives and that nothing reaches the page. */
async function expectHarmless(tab: EngineTab, sites: Sites, pages: readonly HostilePage[]): Promise<void> {
  const troubles: Record<string, string> = {};
  for (const [index, { reason, before = '', after = '', query = '', html = '', ttclid }] of pages.entries()) {
    const page = `http://page-${index}.example/`;
    const last = `clickthread('track', 'Purchase', {}, {eventId: '${index}'});`;
    sites.page(
      page,
      `<script>${WATCH}${before}</script>${html}${tag()}<script>{${after}}</script><script>${last}</script>`,
    );
    await tab.goto(page + query);
    await expectArrived(sites, 'Purchase', `${index}`, reason);
    // Later on it goes on working, and what the answers to the first requests have done shows too.
    await callTag(tab, 'track', 'Contact', {}, { eventId: `${index}` });
    await expectArrived(sites, 'Contact', `${index}`, reason);
    troubles[reason] = await troublesOf(tab);
    const purchase = firstArrivals(sites, 'Purchase').find(({ eventId }) => eventId === `${index}`);
    const contact = firstArrivals(sites, 'Contact').find(({ eventId }) => eventId === `${index}`);
    expect.soft(purchase?.ttclid, reason).toBe(ttclid);
    expect.soft(purchase?.visitor, reason).toMatch(/^\d{16,40}$/);
    expect.soft(contact?.visitor, `the same visitor: ${reason}`).toBe(purchase?.visitor);
    const views = firstArrivals(sites, 'Pageview').filter(({ url }) => url?.startsWith(page));
    expect.soft(views, `page views: ${reason}`).toHaveLength(1);
  }
  expect(troubles).toEqual(Object.fromEntries(pages.map(({ reason }) => [reason, ''])));
}

test('what a browser or a page forbids costs no event, and throws nothing into the page', async ({
  tab,
  sites,
}) => {
  await expectHarmless(tab, sites, FORBIDDING);
});

test('what a page overwrites after the tag costs no event, and throws nothing into the page', async ({
  tab,
  sites,
}) => {
  await expectHarmless(tab, sites, OVERWRITING);
});

test('what a page says by mistake costs only itself, and throws nothing into the page', async ({
  tab,
  sites,
}) => {
  await expectHarmless(tab, sites, MISTAKES);
  const searches = arrivals(sites, 'Search').map(({ url, properties }) => [url, properties]);
  // Of the events of these pages those whose properties cannot be written down arrive without them.
  const page = (reason: string) =>
    `http://page-${MISTAKES.findIndex((each) => each.reason === reason)}.example/`;
  for (const reason of ['a circle', 'a BigInt', 'a toJSON that throws', 'a getter that throws']) {
    expect.soft(searches, reason).toContainEqual([page(reason), undefined]);
  }
});

for (const { name, before } of [
  { name: 'a fetch that throws', before: 'fetch = () => { throw new Error("blocked") };' },
  { name: 'a fetch that gives nothing', before: 'fetch = () => undefined;' },
  { name: 'a fetch that refuses', before: 'fetch = () => Promise.reject(new Error("blocked"));' },
]) {
  test(`where ${name} was there before the tag, nothing is thrown into the page`, async ({ tab, sites }) => {
    sites.page('http://www.shop.example/', `<script>${WATCH}${before}</script>${tag()}`);
    await tab.goto('http://www.shop.example/');
    await callTag(tab, 'track', 'Purchase');
    // Timers run in order: by then the tag has sent, or failed to.
    await tab.evaluate(
      () => new Promise((resolve) => setTimeout(() => setTimeout(() => resolve(null), 50), 50)),
    );
    expect(await troublesOf(tab)).toBe('');
  });
}

test('without sendBeacon thirty events of 3 KiB in one burst arrive all the same', async ({ tab, sites }) => {
  const shop = 'http://www.shop.example/';
  sites.page(
    shop,
    `<script>${WATCH} delete Navigator.prototype.sendBeacon;</script>${tag('data-pageviews="off"')}`,
  );
  sites.answerWith({ delayMs: 500 });
  await tab.goto(shop);
  await tab.evaluate(() => {
    const { clickthread } = window as unknown as { clickthread(...call: unknown[]): void };
    for (let index = 0; index < 30; index++)
      clickthread('track', 'ViewContent', { description: 'x'.repeat(3072) });
  });
  await expect.poll(() => eventIds(sites, 'ViewContent')).toHaveLength(30);
  expect(await troublesOf(tab)).toBe('');
});
