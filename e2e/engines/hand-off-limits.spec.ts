import { expect, test } from './fixtures.ts';
import { expectArrival, handOversTo, openedFrom, PAY, PAY_HOST, SHOP, shopWith } from './hand-off-sites.ts';
import { CLICK_ID, callTag, idsOf, STUB, tag } from './tagged-page.ts';

/** With what a careless rebuild of an address would change. */
const TO = `${PAY}?a=1&b=%20x&c=a+b&d#frag`;

const form = (inside: string) =>
  `<form action="${TO}"><input name="q" value="a vase">${inside}<button>pay</button></form>`;

const NOT_LISTED = [
  { to: 'http://other.example/checkout', reason: 'a host that is not listed' },
  { to: 'http://notpay.example/checkout', reason: 'one whose name ends in a listed one' },
  { to: 'http://pay.example.evil.com/checkout', reason: 'one whose name begins with a listed one' },
  { to: 'http://shop.com/checkout', reason: 'one of the domain that the page is under' },
  { to: 'http://my.shop.com/checkout', reason: 'a neighbour under that domain' },
];

for (const { to, reason } of NOT_LISTED) {
  test(`${reason} gets nothing by link, form, window.open or decorate`, async ({ tab, visit, sites }) => {
    const { host } = new URL(to);
    sites.page(to, '');
    await shopWith(
      tab,
      sites,
      `<a href="${to}?a=1">link</a>
       <form action="${to}"><input name="q"><button id="get">get</button></form>
       <form action="${to}?a=1" method="post"><button id="post">post</button></form>
       <i onclick="window.open('${to}?a=1')">open</i>`,
    );
    expect(await callTag(tab, 'decorate', `${to}?a=1`)).toBe(`${to}?a=1`);
    await tab.click('i');
    const opened = await openedFrom(tab, visit.tabs);
    await opened.until((href) => location.href === href, `${to}?a=1`);
    for (const [way, shown] of [
      ['a', `${to}?a=1`],
      ['#get', `${to}?q=`],
      ['#post', `${to}?a=1`],
    ] as const) {
      await tab.goto(SHOP);
      await tab.click(way);
      await tab.until((href) => location.href === href && document.readyState === 'complete', shown);
    }
    const handedOver = handOversTo(sites, host);
    expect(handedOver.length).toBeGreaterThanOrEqual(4);
    expect(handedOver.filter(Boolean)).toEqual([]);
  });
}

test('a form whose button sends it elsewhere takes nothing along', async ({ tab, sites }) => {
  sites.page('http://other.example/', '');
  const button = '<button formaction="http://other.example/" id="other">other</button>';
  await shopWith(tab, sites, form(button));
  await tab.click('#other');
  await tab.until(() => location.hostname === 'other.example');
  expect(sites.requests('other.example').map(({ url }) => url)).toEqual(['http://other.example/?q=a+vase']);
});

test('a form whose button sends it somewhere else takes nothing along, not even to a listed host', async ({
  tab,
  sites,
}) => {
  sites.page(PAY, '');
  const button = `<button formaction="${PAY}" formmethod="post" id="other">pay</button>`;
  await shopWith(tab, sites, `<form action="/search"><input name="q" value="a vase">${button}</form>`);
  await tab.click('#other');
  await tab.until((href) => location.href === href, PAY);
  expect(handOversTo(sites, PAY_HOST)).toEqual([]);
});

test('decorate leaves alone what is no address, and takes a relative one for the page itself', async ({
  tab,
  sites,
}) => {
  await shopWith(tab, sites, '');
  for (const url of [
    'http://',
    'ht!tp://x',
    '',
    '/checkout?a',
    '#top',
    'mailto:jane@pay.example',
    'javascript:void 0',
  ]) {
    expect(await callTag(tab, 'decorate', url)).toBe(url);
  }
});

test('a page under no listed domain hands over to those that are', async ({ tab, sites }) => {
  sites.page('http://y.github.io/', tag('data-domains="x.github.io"'));
  sites.page(
    'http://x.github.io/',
    `${tag('data-domains="x.github.io"')}<a href="http://y.github.io/">y</a>`,
  );
  await tab.goto('http://y.github.io/?ttclid=E.C.P.x');
  const ids = await idsOf(tab);
  await tab.goto(String(await callTag(tab, 'decorate', 'http://x.github.io/')));
  await expectArrival(tab, sites, ids, 'http://x.github.io/');
  await tab.click('a');
  await tab.until(() => location.hostname === 'y.github.io');
  expect(handOversTo(sites, 'y.github.io')).toEqual([undefined, undefined]);
});

test('nothing is handed over before consent, nor after it is denied; what arrives waits for it', async ({
  tab,
  sites,
}) => {
  const consentTag = tag('data-domains="shop.com, pay.example" data-consent="required"');
  sites.page(SHOP, `${STUB}${consentTag}<a id="pay" href="${TO}">pay</a>`);
  sites.page(PAY, STUB + consentTag);
  await tab.goto(`${SHOP}?ttclid=${CLICK_ID}`);
  expect(await callTag(tab, 'decorate', TO)).toBe(TO);
  await callTag(tab, 'consent', 'granted');
  const ids = await idsOf(tab);
  const decorated = String(await callTag(tab, 'decorate', TO));
  expect(decorated).not.toBe(TO);
  await callTag(tab, 'consent', 'denied');
  expect(await callTag(tab, 'decorate', TO)).toBe(TO);
  await tab.click('#pay');
  await tab.until(() => location.hostname === 'pay.example');
  expect(handOversTo(sites, PAY_HOST)).toEqual([undefined]);

  await tab.goto(decorated);
  expect(await tab.url(), 'tidied at once').toBe(TO);
  expect(await tab.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual([
    '',
    0,
    0,
  ]);
  await callTag(tab, 'consent', 'granted');
  expect(await idsOf(tab)).toEqual(ids);
});
