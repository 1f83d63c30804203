import { arrivals, eventIds, firstArrivals } from './arrivals.ts';
import type { EngineTab } from './engine.ts';
import { expect, test } from './fixtures.ts';
import type { Sites } from './sites.ts';
import { callTag, settled, tag } from './tagged-page.ts';

const SHOP = 'http://www.shop.example/';

/** The addresses of all page views, sorted: requests of one moment may overtake each other. */
function views(sites: Sites): string[] {
  return firstArrivals(sites, 'Pageview')
    .map(({ url = '' }) => url.replace(SHOP, '/'))
    .sort();
}

/** Waits for these page views, and until a later event has arrived; then there must be no other ones. */
async function expectViews(tab: EngineTab, sites: Sites, expected: readonly string[]): Promise<void> {
  await expect.poll(() => views(sites).length).toBeGreaterThanOrEqual(expected.length);
  const marker = `marker-${eventIds(sites, 'Marker').length}`;
  await settled(tab);
  await callTag(tab, 'track', 'Marker', {}, { eventId: marker });
  await expect.poll(() => eventIds(sites, 'Marker')).toContain(marker);
  expect(views(sites)).toEqual([...expected].sort());
}

/** What routers do; each runs in the page as one task. */
const ROUTES: readonly {
  reason: string;
  go: () => void;
  views: readonly string[];
  hash?: readonly string[];
}[] = [
  { reason: 'pushState to another address', go: () => history.pushState(1, '', '/b'), views: ['/b'] },
  {
    reason: 'pushState of another query',
    go: () => history.pushState(1, '', '/?page=2'),
    views: ['/?page=2'],
  },
  { reason: 'pushState to the same address', go: () => history.pushState(1, '', location.href), views: [] },
  { reason: 'pushState without an address', go: () => history.pushState(1, ''), views: [] },
  { reason: 'replaceState to the same address', go: () => history.replaceState(1, ''), views: [] },
  { reason: 'replaceState to another address', go: () => history.replaceState(1, '', '/b'), views: [] },
  {
    reason: "two calls for one step, as Next's router makes them",
    go: () => {
      history.replaceState(1, '', location.href);
      history.pushState(1, '', '/b');
      history.replaceState(2, '', '/b');
    },
    views: ['/b'],
  },
  {
    reason: 'two pushes in one task',
    go: () => {
      history.pushState(1, '', '/b');
      history.pushState(1, '', '/c');
    },
    views: ['/b', '/c'],
  },
  {
    reason: 'pushState of another hash',
    go: () => history.pushState(1, '', '#b'),
    views: [],
    hash: ['/#b'],
  },
  {
    reason: 'a hash that is assigned',
    go: () => {
      location.hash = 'b';
    },
    views: [],
    hash: ['/#b'],
  },
];

for (const mode of ['', 'hash', 'off'] as const) {
  test(`page views with data-pageviews="${mode}": one for each address that a router pushes`, async ({
    tab,
    sites,
  }) => {
    const expected: string[] = [];
    for (const [index, { go, views: plain, hash = plain }] of ROUTES.entries()) {
      const shop = `http://shop-${index}.example`;
      sites.page(`${shop}/`, tag(mode && `data-pageviews="${mode}"`));
      await tab.goto(`${shop}/`);
      await tab.evaluate(go);
      if (mode !== 'off')
        expected.push(...['/', ...(mode === 'hash' ? hash : plain)].map((path) => shop + path));
      await expectViews(tab, sites, expected);
    }
  });
}

test('the way back and forward is a page view for each address', async ({ tab, sites }) => {
  // By a hand, since the back button of some browsers passes by what scripts push of themselves.
  sites.page(
    SHOP,
    `${tag()}<button id="b" onclick="history.pushState(1, '', '/b')">b</button>
     <button id="reviews" onclick="history.pushState(1, '', '#reviews')">reviews</button>`,
  );
  await tab.goto(SHOP);
  await tab.click('#b');
  await tab.click('#reviews');
  await tab.until(() => location.hash === '#reviews');
  await expectViews(tab, sites, ['/', '/b']);
  await tab.back();
  await expectViews(tab, sites, ['/', '/b']);
  await tab.back();
  await expectViews(tab, sites, ['/', '/b', '/']);
  await tab.evaluate(() => history.forward());
  await tab.until(() => location.pathname === '/b');
  await expectViews(tab, sites, ['/', '/b', '/', '/b']);
});

/** The part of the Navigation API that routers use: https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-interface */
interface Navigation extends EventTarget {
  navigate(url: string, options?: { history: 'push' | 'replace' }): { finished: Promise<unknown> };
  back(): { finished: Promise<unknown> };
  reload(): { finished: Promise<unknown> };
  updateCurrentEntry(options: { state: unknown }): void;
}

test('a router on the Navigation API gives one page view for each address', async ({
  tab,
  sites,
  engine,
}) => {
  const intercept = `<script>window.navigation?.addEventListener('navigate', (event) => {
    if (event.canIntercept) event.intercept({handler: () => new Promise((resolve) => setTimeout(resolve))});
  })</script>`;
  sites.page(SHOP, intercept + tag());
  await tab.goto(SHOP);
  const has = await tab.evaluate(() => 'navigation' in window);
  test.info().annotations.push({ type: 'Navigation API', description: `${engine}: ${has ? 'yes' : 'no'}` });
  if (!has) {
    await expectViews(tab, sites, ['/']);
    return;
  }
  await tab.evaluate(async () => {
    const { navigation } = window as unknown as { navigation: Navigation };
    await navigation.navigate('/b').finished;
  });
  await expectViews(tab, sites, ['/', '/b']);
  await tab.evaluate(async () => {
    const { navigation } = window as unknown as { navigation: Navigation };
    await navigation.navigate('/c', { history: 'replace' }).finished;
    await navigation.navigate('/b').finished;
    navigation.updateCurrentEntry({ state: 1 });
    await navigation.reload().finished;
  });
  await expectViews(tab, sites, ['/', '/b']);
  await tab.evaluate(async () => {
    const { navigation } = window as unknown as { navigation: Navigation };
    await navigation.navigate('/d').finished;
    await navigation.back().finished;
  });
  await expectViews(tab, sites, ['/', '/b', '/d', '/b']);
});

test('each address that a page calls itself for is counted once, whoever says so', async ({ tab, sites }) => {
  sites.page(
    SHOP,
    `<script>ttq = {page() {}, track() {}}</script>${tag()}<script>clickthread('page'); ttq.page()</script>`,
  );
  await tab.goto(SHOP);
  await expectViews(tab, sites, ['/']);
  await tab.evaluate(() => {
    const { ttq } = window as unknown as { ttq: { page(): void } };
    history.pushState(1, '', '/b');
    ttq.page();
    ttq.page();
  });
  await callTag(tab, 'page');
  await expectViews(tab, sites, ['/', '/b']);
});

test('without automatic page views those that the page asks for are counted', async ({ tab, sites }) => {
  sites.page(SHOP, tag('data-pageviews="off"'));
  await tab.goto(SHOP);
  await callTag(tab, 'page');
  await tab.evaluate(() => history.pushState(1, '', '/b'));
  await expectViews(tab, sites, ['/']);
  await callTag(tab, 'page');
  await expectViews(tab, sites, ['/', '/b']);
});

for (const { how, go } of [
  { how: 'pushState', go: (url: string) => history.pushState(1, '', url) },
  {
    how: 'a hash',
    go: (url: string) => {
      location.hash = url;
    },
  },
]) {
  test(`a click id that comes later, by ${how}, belongs to the events from then on`, async ({
    tab,
    sites,
  }) => {
    sites.page(SHOP, tag());
    await tab.goto(SHOP);
    await callTag(tab, 'track', 'Search');
    await expect.poll(() => arrivals(sites, 'Search').map(({ ttclid }) => ttclid)).toEqual([undefined]);
    await tab.evaluate(go, '?ttclid=E.C.P.later');
    await callTag(tab, 'track', 'Purchase');
    await expect.poll(() => arrivals(sites, 'Purchase').map(({ ttclid }) => ttclid)).toEqual(['E.C.P.later']);
    expect((await tab.cookies()).map(({ name }) => name)).toContain('_ct_click');
  });
}

test('a page that comes back as it was left is viewed once more', async ({ tab, sites }) => {
  sites.page(
    SHOP,
    `<script>addEventListener('pageshow', ({persisted}) => { restored = persisted })</script>
     ${tag()}<a href="http://pay.example/">pay</a>`,
  );
  sites.page('http://pay.example/', 'pay here');
  await tab.goto(SHOP);
  await expectViews(tab, sites, ['/']);
  await tab.click('a');
  await tab.until(() => location.hostname === 'pay.example' && document.readyState === 'complete');
  await tab.back();
  // The tag must not be what keeps a page from coming back.
  await tab.until(() => (window as unknown as { restored?: boolean }).restored);
  await expectViews(tab, sites, ['/', '/']);
  await callTag(tab, 'page');
  await expectViews(tab, sites, ['/', '/']);
});
