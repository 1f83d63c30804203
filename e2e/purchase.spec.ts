import type { Answer } from '../collector/contract/answer.ts';
import { expect, test, VISITOR_IP } from './fixtures.ts';
import { EMAIL_SHA256, PHONE_SHA256, TTCLID } from './shopper.ts';
import { BRAND, FEATURED } from './simulator/shop/catalogue.ts';
import type { Stack } from './stack.ts';
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
  await shopper.reloadThankYou();
  await shopper.reloadThankYou();

  // Three views of the thank-you page: three pixel events, three answers of the collector, one of them new.
  const purchases = () => wire.pixel.filter(({ event }) => event === 'Purchase');
  await expect.poll(() => purchases().length).toBe(3);
  await expect.poll(() => wire.collected.filter(({ event }) => event === 'Purchase').length).toBe(3);
  await expect.poll(() => duplicates(stack)).toBe(2);
  await expect.poll(() => counted(stack, 'Purchase')[0]?.copies.length).toBe(4);

  const [purchase, ...others] = counted(stack, 'Purchase');
  expect(others).toEqual([]);
  const copies = purchase?.copies.map(({ channel, verdict }) => `${channel} ${verdict}`);
  expect(copies?.filter((copy) => copy.startsWith('api'))).toHaveLength(1);
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
    page: { url: page.url(), referrer: expect.stringMatching(/^http:\/\/pay\.localhost/) },
  });
  // What TikTok holds after it has merged the two copies.
  expect(purchase).toMatchObject({ event_id: `ord_${order}`, user, properties });
  expect([purchase?.user.email].flat()).toEqual([EMAIL_SHA256]);
  expect([purchase?.user.phone].flat()).toEqual([PHONE_SHA256]);
});

test('each event of the way goes out once to each side, and nothing else does', async ({
  stack,
  wire,
  shopper,
}) => {
  await shopper.clickAd();
  await shopper.buy();
  await expect.poll(() => counted(stack, 'Purchase')[0]?.copies.length).toBe(2);

  const way = ['ViewContent', 'AddToCart', 'InitiateCheckout', 'Purchase'];
  expect(wire.collected.map(({ event }) => event)).toEqual(way);
  const pixel = wire.pixel.filter(({ event }) => event !== 'Pageview');
  expect(pixel.map(({ event, event_id }) => [event, event_id])).toEqual(
    wire.collected.map(({ event, event_id }) => [event, event_id]),
  );
  await expect.poll(async () => (await received(stack)).map(({ event }) => event)).toEqual(way);

  // Refuted: a preflight that could outlive the page; our tag on the payment site; the click id or a match key in
  // an address; page views by the server, which nobody could tell from the pixel's.
  const refuted = wire.requests.filter(
    (request) =>
      request.startsWith('OPTIONS') ||
      (/collect\.shop\.localhost/.test(request) && /E\.C\.P|alice|2133734253/i.test(request)),
  );
  expect(refuted).toEqual([]);
  expect(wire.collected.filter(({ page }) => !page?.startsWith(stack.addresses.shop))).toEqual([]);
  expect(
    counted(stack, 'Pageview')
      .flatMap(({ copies }) => copies)
      .filter(({ channel }) => channel === 'api'),
  ).toEqual([]);
});

/** How many events the collector has answered for as duplicates. */
function duplicates({ proxy }: Stack): number {
  const answers = proxy?.answers.map(({ text }) => JSON.parse(text) as Answer) ?? [];
  return answers.reduce((total, answer) => total + answer.duplicates, 0);
}
