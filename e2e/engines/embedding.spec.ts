import { readFile } from 'node:fs/promises';
import { arrivals, eventIds, firstArrivals } from './arrivals.ts';
import { expect, test } from './fixtures.ts';
import { expectArrived, troublesOf, WATCH } from './hostile-page.ts';
import { callTag, STUB, settled, tag } from './tagged-page.ts';

const SHOP = 'http://www.shop.example/';

test('in a sandboxed frame without an origin both events arrive, of one visitor, and nothing is thrown', async ({
  tab,
  sites,
}) => {
  const frame = 'http://frame.example/';
  sites.page(
    SHOP,
    `<iframe sandbox="allow-scripts" src="${frame}?ttclid=E.C.P.framed"></iframe>
    <script>addEventListener('message', ({data}) => { troubles = data })</script>`,
  );
  sites.page(
    frame,
    `<script>${WATCH}</script>${tag()}<script>
    clickthread('track', 'Search');
    setTimeout(() => {
      clickthread('track', 'Contact');
      history.pushState(1, '', '?b');
      setTimeout(() => { clickthread('track', 'Purchase'); setTimeout(() => parent.postMessage(troubles, '*'), 50) }, 50);
    }, 50);
  </script>`,
  );
  await tab.goto(SHOP);
  await expect.poll(() => eventIds(sites, 'Purchase')).toHaveLength(1);
  await tab.until(() => 'troubles' in window);
  expect(await troublesOf(tab)).toBe('');
  const events = ['Search', 'Contact', 'Purchase'].flatMap((event) => firstArrivals(sites, event));
  expect(new Set(events.map(({ visitor }) => visitor)).size).toBe(1);
  expect(events.map(({ ttclid }) => ttclid)).toEqual(['E.C.P.framed', 'E.C.P.framed', 'E.C.P.framed']);
  expect(sites.collected()[0]?.headers.origin).toBe('null');
  expect(sites.preflights()).toEqual([]);
});

test('under a strict policy with Trusted Types everything works, and nothing is reported', async ({
  tab,
  sites,
}) => {
  sites.page(SHOP, {
    // The nonce is for the page's own scripts; the tag has none.
    html: `<script nonce="test">${WATCH}</script>${tag()}<script nonce="test">clickthread('track', 'Search')</script>
      <form data-ct-fill action="/next"><input data-ct-fill="visitor" name="id"><button>go</button></form>`,
    headers: {
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self' 'nonce-test'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    },
  });
  sites.page(`${SHOP}next`, '');
  await tab.goto(`${SHOP}?ttclid=E.C.P.strict`);
  await expect.poll(() => eventIds(sites, 'Search')).toHaveLength(1);
  await expect.poll(() => eventIds(sites, 'Pageview')).toHaveLength(1);
  expect(firstArrivals(sites, 'Search')[0]?.ttclid).toBe('E.C.P.strict');
  const { visitor } = firstArrivals(sites, 'Search')[0] ?? {};
  expect(await tab.evaluate(() => document.querySelector('input')?.value)).toBe(visitor);
  expect(await troublesOf(tab)).toBe('');
  await tab.click('button');
  await expect
    .poll(() => sites.requests('www.shop.example').map(({ url }) => url))
    .toContainEqual(expect.stringContaining(`/next?id=${visitor}`));
});

/** The package's module, as a bundler puts it into the page's own script. */
async function bundled(): Promise<string> {
  const module = await readFile(new URL('../../dist/tag.mjs', import.meta.url), 'utf8');
  const [, name] = /export\s*\{\s*(\S+) as clickthread\s*\};?/.exec(module) ?? [];
  return `<script type="module">${module}
    ${name}('init', {endpoint: '/collect'});
    ${name}('track', 'Contact', {}, {eventId: 'of the module'});
  </script>`;
}

for (const { how, second } of [
  { how: 'the same file twice', second: async () => tag() },
  { how: 'the file under another address', second: async () => tag().replace('/tag.js', '/tag.js?copy') },
  {
    how: 'the file of another host',
    second: async () => tag().replace('/tag.js', 'http://cdn.example/tag.js'),
  },
  { how: "the file and a bundle of the page's own", second: bundled },
]) {
  test(`loaded twice, everything counts once: ${how}`, async ({ tab, sites }) => {
    const pixel = `<script>calls = []; ttq = {track() { calls.push(arguments[2].event_id) }, page() {}}</script>`;
    const early = `<script>clickthread('track', 'Search', {}, {eventId: 'early'})</script>`;
    sites.page(SHOP, `<script>${WATCH}</script>${STUB}${pixel}${early}${tag()}${await second()}`);
    await tab.goto(`${SHOP}?ttclid=E.C.P.twice`);
    await callTag(tab, 'track', 'Purchase', {}, { eventId: 'late' });
    await tab.evaluate(() => history.pushState(1, '', '/b'));
    await callTag(tab, 'track', 'AddToCart', {}, { eventId: 'last' });
    await expectArrived(sites, 'AddToCart', 'last', how);
    await settled(tab);
    // By ids: a second tag would have given ids of its own.
    expect(firstArrivals(sites, 'Pageview').map(({ url }) => url)).toEqual([
      `${SHOP}?ttclid=E.C.P.twice`,
      `${SHOP}b`,
    ]);
    const events = [
      ...new Set(sites.collected().flatMap(({ body }) => body.events.map(({ event }) => event))),
    ];
    for (const event of events)
      expect
        .soft(
          arrivals(sites, event).map(({ eventId }) => eventId),
          event,
        )
        .toEqual(eventIds(sites, event));
    const told = await tab.evaluate(() => (window as unknown as { calls: string[] }).calls);
    expect(told.filter((id) => id !== 'of the module')).toEqual(['early', 'late', 'last']);
    expect(new Set(told).size).toBe(told.length);
    expect(await troublesOf(tab)).toBe('');
  });
}
