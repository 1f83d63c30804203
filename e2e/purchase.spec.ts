import type { Answer } from '../collector/contract/answer.ts';
import { expect, test, VISITOR_IP } from './fixtures.ts';
import { EMAIL_SHA256, PHONE_SHA256, TTCLID } from './shopper.ts';
import { BRAND, FEATURED } from './simulator/shop/catalogue.ts';
import type { Stack } from './stack.ts';
import { stored } from './stored.ts';
import { counted, received } from './tiktok.ts';

test('one click becomes one purchase, under the id and the name that the pixel used', async ({
  stack,
  wire,
  shopper,
  page,
}) => {
  await shopper.clickAd();
  await shopper.buy();
  const order = await shopper.orderNumber();

  // Three views of the thank-you page: three pixel events, and of the collector's answers one is new. A page that is
  // left before it has its answer sends the event again from the next page, so there may be more than three.
  const purchases = () => wire.pixel.filter(({ event }) => event === 'Purchase');
  for (const views of [1, 2, 3]) {
    if (views > 1) await shopper.reloadThankYou();
    // A page that is left before the pixel's library is there tells the pixel nothing.
    await expect.poll(() => purchases().length).toBe(views);
  }
  await expect.poll(() => duplicates(stack)).toBeGreaterThanOrEqual(2);
  await expect.poll(() => counted(stack, 'Purchase')[0]?.copies.length).toBe(4);

  const [purchase, ...others] = counted(stack, 'Purchase');
  expect(others).toEqual([]);
  const copies = purchase?.copies.map(({ channel, verdict }) => `${channel} ${verdict}`);
  expect(copies?.filter((copy) => copy.startsWith('api'))).toHaveLength(1);
  const rows = (await stored(stack)).filter(({ event }) => event === 'Purchase');
  expect(rows).toEqual([
    expect.objectContaining({ event_id: `ord_${order}`, state: 'accepted', attempts: 1 }),
  ]);
  expect(new Set(purchases().map(({ event_id }) => event_id))).toEqual(new Set([`ord_${order}`]));

  const cookies = Object.fromEntries(
    (await page.context().cookies()).map(({ name, value }) => [name, value]),
  );
  const user = {
    ttclid: TTCLID,
    ttp: cookies._ttp,
    ip: VISITOR_IP,
    user_agent: await page.evaluate(() => navigator.userAgent),
  };
  const properties = {
    value: FEATURED.priceCents / 100,
    currency: 'USD',
    content_type: 'product',
    order_id: order,
    contents: [
      {
        content_id: FEATURED.sku,
        content_name: FEATURED.name,
        content_category: FEATURED.category,
        brand: BRAND,
        price: FEATURED.priceCents / 100,
        quantity: 1,
      },
    ],
  };
  const [item] = (await received(stack)).filter(({ event }) => event === 'Purchase');
  expect(item).toEqual({
    event: 'Purchase',
    event_id: `ord_${order}`,
    event_time: expect.closeTo(Date.now() / 1000, -2),
    user: { ...user, locale: 'en-US', email: [EMAIL_SHA256], phone: [PHONE_SHA256] },
    properties,
    // Without the query, in which the shop has the order's number and key.
    page: {
      url: page.url().replace(/\?.*/, ''),
      referrer: expect.stringMatching(/^http:\/\/pay\.localhost/),
    },
    limited_data_use: false,
  });
  // What TikTok holds after it has merged the two copies.
  expect(purchase).toMatchObject({ event_id: `ord_${order}`, user, properties });
  expect([purchase?.user.email].flat()).toEqual([EMAIL_SHA256]);
  expect([purchase?.user.phone].flat()).toEqual([PHONE_SHA256]);
});

test('each event of the way counts once, carries one visitor and one click, and nothing else is told', async ({
  stack,
  wire,
  shopper,
}) => {
  const { shop, pay } = stack.addresses;
  await shopper.clickAd();
  await shopper.buy();
  await expect.poll(() => counted(stack, 'Purchase')[0]?.copies.length).toBe(2);

  const way = ['ViewContent', 'AddToCart', 'InitiateCheckout', 'AddPaymentInfo', 'Purchase'];
  const rows = () => stored(stack);
  await expect.poll(async () => namesOf(await rows()).filter(isNoView)).toEqual(way);
  await expect.poll(async () => namesOf(await received(stack)).filter(isNoView)).toEqual(way);
  // The checkout has no pixel.
  const pixel = wire.pixel.filter(({ event }) => isNoView(event));
  expect(pixel.map(({ event, event_id }) => [event, event_id])).toEqual(
    (await rows()).flatMap(({ event, event_id }) =>
      isNoView(event) && event !== 'AddPaymentInfo' ? [[event, event_id]] : [],
    ),
  );
  for (const event of way) expect(counted(stack, event), event).toHaveLength(1);

  // One page view an address. Where the pixel sends its own, the collector keeps its copy to itself.
  const views = async () => (await rows()).filter(({ event }) => event === 'Pageview');
  await expect
    .poll(async () =>
      (await views()).map(({ body, state }) => `${state} ${body.page?.url.replace(/[?].*/, '')}`),
    )
    .toEqual([
      `collected ${shop}/`,
      `collected ${shop}/product/${FEATURED.sku}`,
      `collected ${shop}/cart`,
      `accepted ${pay}/checkout`,
      `collected ${shop}/thank-you`,
    ]);
  const viewsByServer = (await received(stack)).filter(({ event }) => event === 'Pageview');
  expect(viewsByServer.map(({ page }) => page)).toEqual([
    expect.objectContaining({ url: expect.stringContaining(`${pay}/checkout`) }),
  ]);

  expect([...new Set(wire.collected.map(({ ttclid }) => ttclid))]).toEqual([TTCLID]);
  const visitors = [...new Set(wire.collected.map(({ visitor }) => visitor))];
  expect(visitors).toEqual([expect.stringMatching(/^\d{16,40}$/)]);

  // Refuted: a preflight that could outlive the page; the click id or a match key in an address of the collector's;
  // a hand-over in the address of a page that is told of.
  const refuted = wire.requests.filter(
    (request) =>
      request.startsWith('OPTIONS') ||
      (/collect\.shop\.localhost/.test(request) && /E\.C\.P|alice|2133734253/i.test(request)),
  );
  expect(refuted).toEqual([]);
  const told = [...wire.collected, ...wire.pixel].map(({ page }) => page);
  expect(told.filter((page) => page?.includes('_ct='))).toEqual([]);
});

function namesOf(events: readonly { readonly event: string }[]): string[] {
  return events.map(({ event }) => event);
}

function isNoView(event: string): boolean {
  return event !== 'Pageview';
}

/** How many events the collector has answered for as duplicates. */
function duplicates({ proxy }: Stack): number {
  const answers = proxy?.answers.map(({ text }) => JSON.parse(text) as Answer) ?? [];
  return answers.reduce((total, answer) => total + answer.duplicates, 0);
}
