import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BrowserContext, expect, type Page, type Request } from '@playwright/test';
import { test as base, tagErrors } from './fixtures.ts';
import { Shopper, TTCLID } from './shopper.ts';
import { FEATURED } from './simulator/shop/catalogue.ts';
import { PIXEL_CODE, type Stack, startStack } from './stack.ts';
import { stored } from './stored.ts';
import { counted } from './tiktok.ts';

const DOMAINS = 'shop.localhost,pay.localhost';

interface Hops {
  /** HTML of www.shop.localhost, a second host of the shop's site. */
  readonly www: { html: string };
  /** Every address that the main frame has shown by the time its page was loaded. */
  readonly addressBar: string[];
}

/** The way over four sites; the fourth, elsewhere.localhost, is none of the shop's. */
const test = base.extend<Hops>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  www: async ({}, use) => use({ html: '' }),
  stack: async ({ www }, use) => {
    const page = (hostname: string, html: () => string) => ({
      matches: (candidate: string) => candidate === hostname,
      handle(_request: IncomingMessage, response: ServerResponse) {
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
        response.end(`<!doctype html><title>${hostname}</title>${html()}`);
      },
    });
    const stack = await startStack({
      visitorIp: '203.0.113.7',
      mount: () => [
        page('www.shop.localhost', () => www.html),
        page('elsewhere.localhost', () => '<p>elsewhere</p>'),
      ],
    });
    await use(stack);
    await stack.stop();
  },
  addressBar: async ({ context }, use) => {
    const seen: string[] = [];
    context.on('page', (page) => page.on('load', () => seen.push(page.url())));
    await use(seen);
  },
});

function tag({ proxy }: Stack): string {
  return `<script src="http://collect.shop.localhost:${proxy?.port}/tag.js" data-pixel="${PIXEL_CODE}" data-domains="${DOMAINS}"></script>`;
}

/** The shop's session, by which the checkout knows the cart. */
async function sessionOf(page: Page, { addresses }: Stack): Promise<string> {
  const cookies = await page.context().cookies(addresses.shop);
  return cookies.find(({ name }) => name === 'shop_session')?.value ?? '';
}

test('landing, product on a subdomain, payment on another site, thanks at the shop: one visitor, one click', async ({
  addressBar,
  stack,
  wire,
  page,
  www,
}) => {
  const errors = tagErrors(page.context());
  const shopper = new Shopper(page, stack.addresses);
  await shopper.clickAd();
  await shopper.openProduct();
  await page.getByTestId('add-to-cart').click();
  await expect(page).toHaveURL(/\/cart/);

  const checkout = `${stack.addresses.pay}/checkout?session=${await sessionOf(page, stack)}`;
  const productView = `clickthread('track','CustomizeProduct',{value:5,currency:'USD',content_id:'${FEATURED.sku}'})`;
  www.html = `${tag(stack)}<script>${productView}</script><a href="${checkout}">pay</a>`;
  await page.goto(`${stack.addresses.www}/product`);
  await page.getByText('pay').click();
  await expect(page).toHaveURL(checkout);
  await shopper.pay();
  const order = await shopper.orderNumber();

  await expect.poll(() => counted(stack, 'Purchase')[0]?.copies.length).toBe(2);
  const way = ['ViewContent', 'AddToCart', 'CustomizeProduct', 'AddPaymentInfo', 'Purchase'];
  await expect
    .poll(async () => (await stored(stack)).flatMap(({ event }) => (event === 'Pageview' ? [] : [event])))
    .toEqual(way);

  const sites = new Set(wire.collected.map(({ page: url = '' }) => new URL(url).hostname));
  expect([...sites].sort()).toEqual(['pay.localhost', 'shop.localhost', 'www.shop.localhost']);
  expect(new Set(wire.collected.map(({ visitor }) => visitor)).size, 'visitors').toBe(1);
  expect([...new Set(wire.collected.map(({ ttclid }) => ttclid))], 'clicks').toEqual([TTCLID]);
  const rows = await stored(stack);
  expect(rows.map(({ body }) => body.user.ttclid)).toEqual(rows.map(() => TTCLID));
  // The pixel's browser id of the shop went along, so that the payment matches the same browser.
  const { ttp } = rows.find(({ event }) => event === 'Purchase')?.body.user ?? {};
  expect(ttp).toEqual(expect.any(String));
  expect(rows.find(({ event }) => event === 'AddPaymentInfo')?.body.user.ttp).toBe(ttp);
  expect(counted(stack, 'Purchase').map(({ event_id }) => event_id)).toEqual([`ord_${order}`]);

  // The hand-over was in the address of one request, and in no address bar and no event.
  expect(wire.requests.filter((request) => request.includes('_ct='))).toEqual([
    expect.stringContaining(`GET ${checkout}&_ct=`),
  ]);
  expect(addressBar).toEqual(expect.arrayContaining([checkout]));
  expect(addressBar.filter((url) => url.includes('_ct='))).toEqual([]);
  expect(wire.collected.filter(({ page: url }) => url?.includes('_ct='))).toEqual([]);
  expect(errors).toEqual([]);
});

test.describe('from the subdomain to the other site', () => {
  const ways = [
    { way: 'link', html: (to: string) => `<a id="go" href="${to}">go</a>` },
    { way: 'link for a new tab', html: (to: string) => `<a id="go" target="_blank" href="${to}">go</a>` },
    {
      way: 'form that gets',
      html: (to: string) =>
        `<form action="${to}"><input type="hidden" name="session" value="none"><button id="go">go</button></form>`,
    },
    {
      way: 'form that posts',
      html: (to: string) => `<form method="post" action="${to}"><button id="go">go</button></form>`,
    },
    {
      way: 'window.open',
      html: (to: string) => `<button id="go" onclick="window.open('${to}')">go</button>`,
    },
    {
      way: 'decorate',
      html: (to: string) =>
        `<button id="go" onclick="location.assign(clickthread('decorate','${to}'))">go</button>`,
    },
  ];
  for (const { way, html } of ways) {
    test(`by ${way}: the checkout goes on with the same visitor and click, and a fourth site gets nothing`, async ({
      addressBar,
      stack,
      wire,
      page,
      www,
    }) => {
      const landing = `${stack.addresses.www}/?ttclid=${TTCLID}`;
      const elsewhere = stack.addresses.shop.replace('shop.', 'elsewhere.');

      www.html = tag(stack) + html(`${elsewhere}/`);
      const arrived = requestTo(page.context(), 'elsewhere.localhost');
      await page.goto(landing);
      await page.locator('#go').click();
      const given = await arrived;
      expect(given.url()).not.toContain('_ct');
      expect(given.postData() ?? '').not.toContain('_ct');
      expect(given.url()).not.toContain('E.C.P');
      await page.context().pages()[1]?.close();

      // The checkout has nothing to sell to this session, but it has the tag.
      www.html = tag(stack) + html(`${stack.addresses.pay}/checkout`);
      await page.goto(`${stack.addresses.www}/`);
      await page.locator('#go').click();
      const viewsOfPay = () => wire.collected.filter(({ page: url }) => url?.startsWith(stack.addresses.pay));
      await expect.poll(() => viewsOfPay().length).toBe(1);
      expect(viewsOfPay()[0]).toMatchObject({ event: 'Pageview', ttclid: TTCLID });
      expect(new Set(wire.collected.map(({ visitor }) => visitor)).size, 'visitors').toBe(1);
      expect(addressBar.filter((url) => url.includes('_ct='))).toEqual([]);
      expect(
        wire.requests.filter((request) => request.includes('elsewhere.') && request.includes('_ct')),
      ).toEqual([]);
    });
  }
});

/** The first navigation to this host. */
function requestTo(context: BrowserContext, hostname: string): Promise<Request> {
  return context.waitForEvent('request', {
    predicate: (request) => request.isNavigationRequest() && new URL(request.url()).hostname === hostname,
  });
}
