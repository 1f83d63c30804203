import { expect, type Page } from '@playwright/test';
import { LOAD_ORDERS, type LoadOrder, propertiesOf } from './mirror-orders.ts';
import { type MirrorSite, pixelIsLive, type Takeover, tagIsOn, test } from './mirror-site.ts';
import { PIXEL_CODE, SECOND_PIXEL_CODE } from './stack.ts';

/** Sent last: when it has been counted, everything before it has arrived. */
const MARKER = 'FindLocation';

for (const takeover of ['rebind', 'replace'] as const) {
  test.describe(`the library takes over by ${takeover}`, () => {
    test.use({ takeover });
    for (const order of LOAD_ORDERS) {
      test.describe(() => {
        test.use({ rules: order.rules ?? false });
        test(order.name, async ({ site, page }) => {
          await play(order, site, page);
          await expectTwins(order, takeover, site);
        });
      });
    }
  });
}

async function play(order: LoadOrder, site: MirrorSite, page: Page): Promise<void> {
  const release = order.first && (await site.hold(order.first === 'tag' ? /events\.js/ : /tag\.js/));
  await site.open(order.html(site));
  if (order.first === 'tag') await tagIsOn(page);
  if (order.first === 'pixel') await pixelIsLive(page);
  await release?.();
  if (!order.withoutTag) await tagIsOn(page);
  const hasSnippet = order.html(site).includes(site.snippet(order.globalName));
  if (hasSnippet) await pixelIsLive(page);
  await page.waitForLoadState();

  const { later, atLast } = order;
  if (later) await page.evaluate(later(site));
  if (!hasSnippet) await pixelIsLive(page);
  if (atLast) await page.evaluate(atLast);
  await page.evaluate(`${order.globalName ?? 'ttq'}.instance('${PIXEL_CODE}').track('${MARKER}')`);
}

/** One line for each event of the page that TikTok counts: the pixel it counts for, and who told of it. */
function countedLines(order: LoadOrder, takeover: Takeover): string[] {
  const { both, pixelAlone = [], alsoToSecond = [], onlyToSecond = [], withoutTag, isMirrorOff } = order;
  const lost = order.lostByPixel?.[takeover] ?? [];
  const twins = (code: string) => (event: string) =>
    `${code} ${event} ${lost.includes(event) ? 'api' : 'api,pixel'}`;
  return [
    ...both.map(twins(PIXEL_CODE)),
    ...onlyToSecond.map(twins(SECOND_PIXEL_CODE)),
    ...alsoToSecond.map((event) => `${SECOND_PIXEL_CODE} ${event} pixel`),
    ...pixelAlone.map((event) => `${PIXEL_CODE} ${event} pixel`),
    `${PIXEL_CODE} ${MARKER} ${withoutTag || isMirrorOff ? 'pixel' : 'api,pixel'}`,
  ].sort();
}

async function expectTwins(order: LoadOrder, takeover: Takeover, site: MirrorSite): Promise<void> {
  const { both, pixelAlone = [], onlyToSecond = [], alsoToSecond = [], withoutTag } = order;
  const lost = order.lostByPixel?.[takeover] ?? [];
  await expect.poll(site.counted, { message: 'what TikTok counts' }).toEqual(countedLines(order, takeover));

  // The collector was sent each once, under the name, the id and the properties that the pixel had.
  const sent = site.wire.collected.filter(({ event }) => event !== 'Pageview' && event !== MARKER);
  expect(sent.map(({ event, pixel }) => `${event} ${pixel}`).sort()).toEqual(
    [
      ...both.map((event) => `${event} ${PIXEL_CODE}`),
      ...onlyToSecond.map((event) => `${event} ${SECOND_PIXEL_CODE}`),
    ].sort(),
  );
  const heard = site.wire.pixel.filter(({ event }) => event !== 'Pageview' && event !== MARKER);
  expect(heard.map(({ event, code }) => `${event} ${code}`).sort()).toEqual(
    [
      ...[...both, ...pixelAlone]
        .filter((event) => !lost.includes(event))
        .map((event) => `${event} ${PIXEL_CODE}`),
      ...[...onlyToSecond, ...alsoToSecond]
        .filter((event) => !lost.includes(event))
        .map((event) => `${event} ${SECOND_PIXEL_CODE}`),
    ].sort(),
  );
  for (const { event, event_id: id, properties } of heard) {
    const given = event === 'ClickButton' ? { pixelMethod: 'standard' } : propertiesOf(event);
    expect(properties, `${event}: properties at the pixel`).toEqual(given);
    expect(id, `${event}: id at the pixel`).toBe(sent.find((twin) => twin.event === event)?.event_id ?? '');
  }
  for (const { event, event_id: id, properties } of sent) {
    expect(id, event).not.toBe('');
    // The collector leaves out what TikTok does not know.
    expect(properties, event).toEqual(event === 'ClickButton' ? {} : propertiesOf(event));
  }
  // One page view of the collector's an address, however often snippets call ttq.page().
  const views = site.wire.collected.filter(({ event }) => event === 'Pageview');
  expect(views.map(({ page }) => page)).toEqual(withoutTag ? [] : [site.url]);
}
