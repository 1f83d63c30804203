import { arrivals, eventIds, expectIds } from './arrivals.ts';
import type { EngineTab } from './engine.ts';
import { expect, test } from './fixtures.ts';
import { callTag, settled, tag } from './tagged-page.ts';

const SHOP = 'http://www.shop.example/';
const COLLECTOR = 'http://collector.example/collect';
const TAG = tag(`data-endpoint="${COLLECTOR}" data-pageviews="off"`);

/** What the shop's page has kept, as it lies there; `[]` once all is answered. */
function keptBy(tab: EngineTab): Promise<unknown[]> {
  return tab.evaluate(() => JSON.parse(localStorage._ct_kept ?? '[]') as unknown[]);
}

for (const status of [429, 503]) {
  test(`after ${status} the page sends nothing before Retry-After is over, and then everything`, async ({
    tab,
    sites,
  }) => {
    const SECONDS = 3;
    sites.page(SHOP, TAG);
    sites.answerWith({ status, headers: { 'Retry-After': `${SECONDS}` } });
    await tab.goto(SHOP);
    await callTag(tab, 'track', 'Purchase', {}, { eventId: 'refused' });
    await expect.poll(() => eventIds(sites, 'Purchase')).toEqual(['refused']);
    const [first] = arrivals(sites, 'Purchase');
    await settled(tab);
    sites.answerWith({});

    // All that makes it send at other times: an event, and the network's return.
    await callTag(tab, 'track', 'Purchase', {}, { eventId: 'same page' });
    await tab.evaluate(() => dispatchEvent(new Event('online')));
    await settled(tab);
    expect(eventIds(sites, 'Purchase')).toEqual(['refused']);

    await tab.until(
      (receivedAt) => {
        dispatchEvent(new Event('online'));
        return Date.now() > Number(receivedAt) && localStorage._ct_kept === '[]';
      },
      String((first?.receivedAt ?? 0) + SECONDS * 1000),
    );
    await expectIds(sites, 'Purchase', ['refused', 'same page']);
    const waited = arrivals(sites, 'Purchase')
      .slice(1)
      .map(({ receivedAt }) => receivedAt - (first?.receivedAt ?? 0));
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(SECONDS * 1000);
  });
}

test('what was refused for now is sent by the next page, the same in everything, and then no more', async ({
  tab,
  sites,
}) => {
  sites.page(SHOP, TAG);
  sites.page(`${SHOP}next`, TAG);
  sites.answerWith({ status: 500 });
  await tab.goto(`${SHOP}?ttclid=E.C.P.first`);
  await callTag(tab, 'track', 'Search', { query: 'vase' });
  await callTag(tab, 'track', 'AddToCart', { value: 5, currency: 'USD' });
  await expect.poll(() => eventIds(sites, 'AddToCart')).toHaveLength(1);
  const [search] = arrivals(sites, 'Search');

  sites.answerWith({});
  await tab.goto(`${SHOP}next`);
  // Ten seconds later it would look by itself. It listens when it has put its own function in the place of `open`.
  await tab.until(() => !String(open).includes('[native code]'));
  await tab.evaluate(() => dispatchEvent(new Event('online')));
  await expect.poll(() => arrivals(sites, 'AddToCart')).toHaveLength(2);
  await tab.until(() => localStorage._ct_kept === '[]');
  const [, again, ...more] = arrivals(sites, 'Search');
  expect(again).toEqual({ ...search, receivedAt: again?.receivedAt });
  expect(again?.url).toBe(`${SHOP}?ttclid=E.C.P.first`);
  expect(more).toEqual([]);
  const times = sites.collected().flatMap(({ body }) => body.events.map((each) => Number(each.event_time)));
  expect(new Set(times).size).toBeLessThanOrEqual(2);

  await tab.goto(SHOP);
  await callTag(tab, 'track', 'Contact');
  await expect.poll(() => eventIds(sites, 'Contact')).toHaveLength(1);
  expect(arrivals(sites, 'Search')).toHaveLength(2);
  expect(arrivals(sites, 'AddToCart')).toHaveLength(2);
});

test('what is refused for good is not sent again', async ({ tab, sites }) => {
  for (const status of [400, 403, 413, 422]) {
    const shop = `http://shop-${status}.example/`;
    sites.page(shop, TAG);
    sites.answerWith({ status });
    await tab.goto(shop);
    await callTag(tab, 'track', 'Purchase', {}, { eventId: `bad-${status}` });
    await tab.until(() => localStorage._ct_kept === '[]');
    await tab.goto(shop);
    await callTag(tab, 'track', 'Contact', {}, { eventId: `marker-${status}` });
    await expect.poll(() => eventIds(sites, 'Contact')).toContain(`marker-${status}`);
  }
  expect(arrivals(sites, 'Purchase').map(({ eventId }) => eventId)).toEqual([
    'bad-400',
    'bad-403',
    'bad-413',
    'bad-422',
  ]);
});

test('nothing raw lies in the browser, neither before nor after an answer', async ({ tab, sites }) => {
  sites.page(SHOP, TAG);
  sites.answerWith({ status: 500 });
  await tab.goto(SHOP);
  const person = { email: 'Jane.Doe@shop.example', phone: '+12133734253', externalId: 'customer-4711' };
  await callTag(tab, 'identify', person);
  await callTag(tab, 'track', 'Purchase', { order_id: 1 });
  await expect.poll(() => sites.collected()).toHaveLength(1);
  expect(await keptBy(tab)).toHaveLength(1);
  const sent = JSON.stringify(sites.collected()[0]?.body.user);
  const stored = await tab.evaluate(() =>
    [document.cookie, ...Object.entries({ ...localStorage, ...sessionStorage }).flat()].join('\n'),
  );
  for (const raw of Object.values(person)) {
    expect(sent).toContain(raw);
    expect(stored).not.toContain(raw);
  }
});

test('of what nobody answers the last twenty requests are kept', async ({ tab, sites }) => {
  sites.page(SHOP, TAG);
  sites.answerWith({ status: 500 });
  await tab.goto(SHOP);
  for (let index = 0; index < 25; index++) {
    await callTag(tab, 'track', 'Search', {}, { eventId: `try-${index}` });
    await settled(tab);
  }
  await expect.poll(() => eventIds(sites, 'Search')).toHaveLength(25);
  const kept = (await keptBy(tab)) as { events: { event_id: string }[] }[];
  expect(kept.flatMap(({ events }) => events.map(({ event_id }) => event_id))).toEqual(
    Array.from({ length: 20 }, (_, index) => `try-${index + 5}`),
  );
});

test('what is older than a day is not sent any more', async ({ tab, sites }) => {
  const HOUR = 3_600_000;
  const request = (hours: number) => {
    const then = Date.now() - hours * HOUR;
    const events = [{ event: 'Purchase', event_id: `${hours} hours`, event_time: then }];
    return { v: 1, sent_at: then, page: { url: SHOP }, events };
  };
  const kept = JSON.stringify([25, 23, 1].map(request));
  sites.page(SHOP, `<script>localStorage._ct_kept ??= ${JSON.stringify(kept)}</script>${TAG}`);
  await tab.goto(SHOP);
  await callTag(tab, 'track', 'Contact', {}, { eventId: 'marker' });
  await expectIds(sites, 'Contact', ['marker']);
  await expectIds(sites, 'Purchase', ['23 hours', '1 hours']);
  await tab.until(() => localStorage._ct_kept === '[]');
});

test('a list of kept requests that somebody has spoilt costs nothing but itself', async ({ tab, sites }) => {
  const spoilt = ['', 'undefined', '{"a":1}', '[null]', '[1,"a",[]]', '[{}]', '7', `[${'['.repeat(9000)}`];
  for (const [index, text] of spoilt.entries()) {
    const shop = `http://shop-${index}.example/`;
    sites.page(
      shop,
      `<script>errors = []; for (const type of ['error', 'unhandledrejection'])
         addEventListener(type, (event) => errors.push(event.message ?? String(event.reason)));
       localStorage._ct_kept ??= ${JSON.stringify(text)}</script>${TAG}`,
    );
    await tab.goto(shop);
    await callTag(tab, 'track', 'Contact', {}, { eventId: `after ${text}` });
    await expect.poll(() => eventIds(sites, 'Contact')).toContain(`after ${text}`);
    await tab.until(() => localStorage._ct_kept === '[]');
    expect(await tab.evaluate(() => (window as unknown as { errors: string[] }).errors)).toEqual([]);
  }
});
