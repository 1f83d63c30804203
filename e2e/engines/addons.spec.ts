import { readFileSync } from 'node:fs';
import type { EngineTab } from './engine.ts';
import { expect, test } from './fixtures.ts';
import { keptNames } from './stored-ids.ts';
import { bodyWith, CLICK_ID, callTag, eventsAt, idsOf, STUB, settled, tag } from './tagged-page.ts';
import { until } from './until.ts';

/** The add-ons that bring a platform's decisions to the tag, in pages with a small stand-in for the platform. */

const WITHIN = { timeout: 15_000 };
const SHOP = 'http://www.shop.com/';
const LANDING = `${SHOP}?ttclid=${CLICK_ID}`;
const REQUIRED = tag('data-endpoint="http://collect.shop.com/collect" data-consent="required"');

function addOn(name: string, attributes = ''): string {
  const code = readFileSync(new URL(`../../dist/tag.${name}.js`, import.meta.url), 'utf8');
  return `<script ${attributes}>${code}</script>`;
}

/**
 * A consent platform by IAB's CMP API: one function, which tells every listener what holds now, and each change.
 * `cmp.tell(status, purposes)` is what its dialogue does.
 * https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework/blob/master/TCFv2/IAB%20Tech%20Lab%20-%20CMP%20API%20v2.md
 */
const TCF_PLATFORM = `<script>
  cmp = {
    listeners: new Map(),
    data: { tcfPolicyVersion: 5, gdprApplies: true, cmpStatus: 'loaded', eventStatus: 'cmpuishown', purpose: { consents: {} }, vendor: { consents: {} } },
    tell(eventStatus, purposes) {
      cmp.data = { ...cmp.data, eventStatus, purpose: { consents: Object.fromEntries(purposes.map((id) => [id, true])) } };
      for (const [listenerId, listener] of cmp.listeners) listener({ ...cmp.data, listenerId }, true);
    },
  };
  __tcfapi = (command, version, callback) => {
    if (command === 'ping') return callback({ gdprApplies: true, cmpLoaded: true, cmpStatus: 'loaded', displayStatus: 'visible', apiVersion: '2.2' });
    if (command !== 'addEventListener' || version !== 2) return callback(null, false);
    const listenerId = cmp.listeners.size;
    cmp.listeners.set(listenerId, callback);
    callback({ ...cmp.data, listenerId }, true);
  };
</script>`;

/** Google's own lines, by https://developers.google.com/tag-platform/security/guides/consent */
const CONSENT_MODE_PLATFORM = `<script>
  window.dataLayer = window.dataLayer || [];
  function gtag() { dataLayer.push(arguments); }
  gtag('consent', 'default', { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied', wait_for_update: 500 });
  gtag('js', new Date());
  choose = (choice) => gtag('consent', 'update', { ad_storage: choice, ad_user_data: choice, ad_personalization: choice, analytics_storage: choice });
</script>`;

/** A storefront by https://shopify.dev/docs/api/customer-privacy, with a cart. */
const SHOPIFY_PLATFORM = `<script>
  document.cookie = 'cart=Z2NwLXVzLWVhc3Qx%3Fkey%3Dabc; path=/';
  marketing = '';
  Shopify = {
    routes: { root: '/' },
    loadFeatures(features, callback) {
      setTimeout(() => {
        Shopify.customerPrivacy = {
          marketingAllowed: () => marketing === 'yes',
          currentVisitorConsent: () => ({ marketing, analytics: '', preferences: '', sale_of_data: '' }),
        };
        callback();
      });
    },
  };
  choose = (choice) => {
    marketing = choice;
    const detail = { marketingAllowed: choice === 'yes', analyticsAllowed: true };
    document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail }));
  };
</script>`;

interface Platform {
  readonly name: 'tcf' | 'consent-mode' | 'shopify';
  readonly page: string;
  readonly agree: (tab: EngineTab) => Promise<void>;
  readonly refuse: (tab: EngineTab) => Promise<void>;
}

interface PlatformWindow {
  readonly cmp: { tell(status: string, purposes: readonly number[]): void };
  readonly choose: (choice: string) => void;
}

const choose = (choice: string) => (tab: EngineTab) =>
  tab.evaluate((given) => (window as unknown as PlatformWindow).choose(given), choice);

const tell = (status: string, purposes: number[]) => (tab: EngineTab) =>
  tab.evaluate(
    (...given: [string, number[]]) => (window as unknown as PlatformWindow).cmp.tell(...given),
    status,
    purposes,
  );

const PLATFORMS: readonly Platform[] = [
  {
    name: 'tcf',
    page: TCF_PLATFORM,
    agree: tell('useractioncomplete', [1, 2, 7]),
    refuse: tell('useractioncomplete', [2]),
  },
  { name: 'consent-mode', page: CONSENT_MODE_PLATFORM, agree: choose('granted'), refuse: choose('denied') },
  { name: 'shopify', page: SHOPIFY_PLATFORM, agree: choose('yes'), refuse: choose('no') },
];

const ORDERS = [
  { order: 'the add-on before the tag', html: ({ page, name }: Platform) => page + addOn(name) + REQUIRED },
  {
    order: 'the tag first, the platform last',
    html: ({ page, name }: Platform) => REQUIRED + addOn(name) + page,
  },
];

for (const platform of PLATFORMS) {
  for (const { order, html } of ORDERS) {
    test(`${platform.name}: nothing before the visitor agrees, all of it then, nothing once they withdraw; ${order}`, async ({
      tab,
      sites,
    }) => {
      sites.page('http://www.shop.com/cart/update.js', '{}');
      sites.page(SHOP, STUB + html(platform));
      await tab.goto(LANDING);
      await callTag(tab, 'track', 'AddToCart');
      await settled(tab);
      expect(sites.requests('collect.shop.com')).toEqual([]);
      expect(await keptNames(tab)).toEqual([]);

      // A platform that comes last is found a moment later, so its visitor may have to say it again.
      await until('consent', async () => {
        await platform.agree(tab);
        return eventsAt(sites).length > 0;
      });
      expect((await bodyWith(sites, 'AddToCart')).ttclid).toBe(CLICK_ID);
      const { visitor } = await idsOf(tab);
      expect(visitor).toMatch(/^\d{16,40}$/);

      await platform.refuse(tab);
      await expect.poll(() => keptNames(tab), WITHIN).toEqual([]);
      await callTag(tab, 'track', 'Contact');
      await settled(tab);
      expect(eventsAt(sites)).toEqual(['AddToCart']);
      expect(await keptNames(tab)).toEqual([]);
    });
  }

  test(`${platform.name}: a refusal keeps nothing and sends nothing`, async ({ tab, sites }) => {
    sites.page(SHOP, STUB + platform.page + REQUIRED + addOn(platform.name));
    await tab.goto(LANDING);
    await callTag(tab, 'track', 'AddToCart');
    await platform.refuse(tab);
    await settled(tab);
    expect(sites.requests('collect.shop.com')).toEqual([]);
    expect(sites.requests().filter(({ url }) => url.includes('/cart/'))).toEqual([]);
    expect(await keptNames(tab)).toEqual([]);
  });
}

test('tcf: an open dialogue decides nothing, and the page names purposes and vendor', async ({
  tab,
  sites,
}) => {
  sites.page(SHOP, STUB + TCF_PLATFORM + REQUIRED + addOn('tcf', 'data-purposes="1,3"'));
  await tab.goto(LANDING);
  await tell('cmpuishown', [1, 3, 7])(tab);
  await settled(tab);
  expect(await keptNames(tab)).toEqual([]);
  await tell('useractioncomplete', [1, 3])(tab);
  expect((await bodyWith(sites, 'Pageview')).ttclid).toBe(CLICK_ID);
});

test('shopify: the cart has the ids once the visitor agrees, and loses them when they withdraw', async ({
  tab,
  sites,
}) => {
  sites.page('http://www.shop.com/cart/update.js', '{}');
  sites.page(SHOP, STUB + SHOPIFY_PLATFORM + REQUIRED + addOn('shopify'));
  await tab.goto(LANDING);
  await settled(tab);
  const carts = () =>
    sites
      .requests('www.shop.com')
      .filter(({ url }) => url.endsWith('/cart/update.js'))
      .map(({ body }) => JSON.parse(body));
  expect(carts()).toEqual([]);
  await choose('yes')(tab);
  await until('a cart', async () => carts().length > 0);
  const { visitor } = await idsOf(tab);
  expect(carts()).toEqual([{ attributes: { _tt_sid: visitor, _ttclid: CLICK_ID } }]);
  await until('the mark', async () => (await keptNames(tab)).includes('localStorage _ct_cart'));
  await choose('no')(tab);
  await until('an empty cart', async () => carts().length > 1);
  expect(carts()[1]).toEqual({ attributes: { _tt_sid: '', _ttclid: '', _ttp: '' } });
  await expect.poll(() => keptNames(tab), WITHIN).toEqual([]);
});

test('shopify: a custom pixel in its sandboxed frame gets the ids by message, another frame gets nothing', async ({
  tab,
  sites,
}) => {
  // Each frame asks, tells the page what it was told, and asks again until it was told something.
  const ask = `<script>
    onmessage = ({ data }) => parent.postMessage({ from: name, told: data.clickthread }, '*');
    setInterval(() => parent.postMessage('clickthread:ids', '*'), 50);
  </script>`;
  const frame = (id: string) =>
    `<iframe id="${id}" name="${id}" sandbox="allow-scripts" srcdoc="${ask.replaceAll('"', '&quot;')}"></iframe>`;
  const frames = frame('web-pixel-sandbox-CUSTOM-1-LAX') + frame('ad');
  const note = `<script>told = []; addEventListener('message', ({ data }) => data.from && told.push(data))</script>`;
  sites.page(SHOP, note + tag() + addOn('shopify') + frames);
  await tab.goto(LANDING);
  const told = await tab.until(() => {
    const { told } = window as unknown as { told: { from: string; told: unknown }[] };
    return told.length > 2 && told;
  });
  const ids = await idsOf(tab);
  for (const each of told || []) {
    expect(each).toEqual({
      from: 'web-pixel-sandbox-CUSTOM-1-LAX',
      told: { visitor: ids.visitor, ttclid: CLICK_ID },
    });
  }
});
