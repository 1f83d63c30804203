import type { EngineTab } from './engine.ts';
import { expect, test } from './fixtures.ts';
import {
  expectArrival,
  handOversTo,
  openedFrom,
  PAY,
  PAY_HOST,
  SHOP,
  shopWith,
  TAG,
} from './hand-off-sites.ts';
import { CLICK_ID, idsOf } from './tagged-page.ts';

/** With what a careless rebuild of an address would change. */
const TO = `${PAY}?a=1&b=%20x&c=a+b&d#frag`;

interface Way {
  readonly way: string;
  readonly body: string;
  readonly leave: (tab: EngineTab) => Promise<unknown>;
  readonly to?: string;
}

const clickOn = (selector: string) => (tab: EngineTab) => tab.click(selector);
const link = (text = 'pay') => `<a id="pay" href="${TO}">${text}</a>`;
const LATE = (html: string) =>
  `<div id="late"></div><script>addEventListener('load', () => { late.innerHTML = ${JSON.stringify(html)} })</script>`;
const inShadow = (hosts: number) => `<span id="host"></span><script>
  let inner = host;
  for (let depth = 0; depth < ${hosts}; depth++) {
    const root = inner.attachShadow({ mode: 'open' });
    root.innerHTML = depth === ${hosts - 1} ? '<a href="${TO}"><b>pay</b></a>' : '<span></span>';
    inner = root.firstChild;
  }
</script>`;
const form = (attributes: string, inside = '') =>
  `<form action="${TO}" ${attributes}><input name="q" value="a vase">${inside}<button>pay</button></form>`;
/** Fields take the place of a query, by https://html.spec.whatwg.org/#submit-mutate-action */
const FORM_TO = `${PAY}?q=a+vase#frag`;

const WAYS: readonly Way[] = [
  { way: 'a click on a link', body: link(), leave: clickOn('#pay') },
  { way: 'a click on an image in a link', body: link('<img width="40" height="40">'), leave: clickOn('img') },
  { way: 'a link and Enter', body: link(), leave: (tab) => tab.press('#pay', 'Enter') },
  { way: 'a link that is added later', body: LATE(link('<b>pay</b>')), leave: clickOn('#late b') },
  { way: 'a link in a shadow root', body: inShadow(1), leave: clickOn('#host') },
  { way: 'a link in a shadow root in another', body: inShadow(2), leave: clickOn('#host') },
  {
    way: 'a link whose own listener lets nobody hear of the click',
    body: `${link()}<script>for (const type of ['pointerdown', 'mousedown', 'click']) pay.addEventListener(type, (event) => event.stopImmediatePropagation(), true)</script>`,
    leave: clickOn('#pay'),
  },
  {
    way: 'a link that gets its address while the button goes down',
    body: `<a id="pay" href="/">pay</a><script>pay.onpointerdown = pay.onmousedown = () => { pay.href = '${TO}' }</script>`,
    leave: clickOn('#pay'),
  },
  { way: 'a form with method GET', body: form(''), leave: clickOn('button'), to: FORM_TO },
  { way: 'a form and Enter', body: form(''), leave: (tab) => tab.press('input', 'Enter'), to: FORM_TO },
  { way: 'a form with method POST', body: form('method="post"'), leave: clickOn('button') },
  { way: 'a form that is added later', body: LATE(form('method="POST"')), leave: clickOn('button') },
  {
    way: 'a form with method GET that a script submits',
    body: form(''),
    leave: (tab) => tab.evaluate(() => document.forms[0]?.submit()),
    to: FORM_TO,
  },
  {
    way: 'a form with method POST that a script requests to submit',
    body: form('method="post"'),
    leave: (tab) => tab.evaluate(() => document.forms[0]?.requestSubmit()),
  },
  {
    way: 'a form that a script requests to submit',
    body: form(''),
    leave: (tab) => tab.evaluate(() => document.forms[0]?.requestSubmit()),
    to: FORM_TO,
  },
  {
    way: 'a form whose fields are called like its properties',
    body: form(
      '',
      '<input type="hidden" name="action" value="buy"><input type="hidden" name="method" value="fast">',
    ),
    leave: clickOn('button'),
    to: `${PAY}?q=a+vase&action=buy&method=fast#frag`,
  },
  {
    way: 'location and a decorated address',
    body: `<button onclick="location.href = clickthread('decorate', '${TO}')">pay</button>`,
    leave: clickOn('button'),
  },
];

for (const { way, body, leave, to = TO } of WAYS) {
  test(`${way} hands the ids over, and leaves address and history as they would be`, async ({
    tab,
    sites,
  }) => {
    sites.page(PAY, TAG);
    const ids = await shopWith(tab, sites, body);
    const entries = await tab.evaluate(() => history.length);
    await leave(tab);
    await expectArrival(tab, sites, ids, to);
    expect(await tab.evaluate(() => history.length)).toBe(entries + 1);
    expect(handOversTo(sites, PAY_HOST)).toEqual([expect.any(String)]);
  });
}

const NEW_TAB_WAYS: readonly Way[] = [
  {
    way: 'a link with target',
    body: link().replace('<a', '<a target="_blank" rel="noopener"'),
    leave: clickOn('#pay'),
  },
  {
    way: 'window.open',
    body: `<button onclick="window.open('${TO}')">pay</button>`,
    leave: clickOn('button'),
  },
  {
    way: 'window.open with an URL object, a name and features',
    body: `<button onclick="opened = window.open(new window.URL('${TO}'), 'pay', 'popup')">pay</button>`,
    leave: clickOn('button'),
  },
  {
    way: 'a form with target',
    body: form('target="_blank"'),
    leave: clickOn('button'),
    to: FORM_TO,
  },
];

for (const { way, body, leave, to = TO } of NEW_TAB_WAYS) {
  test(`${way} hands the ids over to the new tab`, async ({ tab, visit, sites }) => {
    sites.page(PAY, TAG);
    const ids = await shopWith(tab, sites, body);
    await leave(tab);
    await expectArrival(await openedFrom(tab, visit.tabs), sites, ids, to);
    expect(await tab.url()).toBe(`${SHOP}?ttclid=${CLICK_ID}`);
  });
}

for (const click of [{ button: 'middle' }, { modifiers: ['Control'] }] as const) {
  const name = 'button' in click ? 'a middle click' : 'a click with Control';
  test(`${name} hands the ids over to the new tab, but for WebKit's driver, which cannot`, async ({
    tab,
    visit,
    sites,
    engine,
  }) => {
    sites.page(PAY, TAG);
    const ids = await shopWith(tab, sites, link());
    if (engine === 'webkit') {
      // Its click with a modifier key opens no tab; what the tag does for both is the same.
      await expect(tab.click('#pay', { button: 'middle' })).rejects.toThrow('cannot be made to click');
      return;
    }
    await tab.click('#pay', click);
    await expectArrival(await openedFrom(tab, visit.tabs), sites, ids, TO);
  });
}

test('window.open without an address, and to a page of its own, does what it did', async ({
  tab,
  visit,
  sites,
}) => {
  sites.page('http://www.shop.com/size-table', '');
  await shopWith(tab, sites, `<button onclick="opened = window.open('/size-table', 'sizes')">sizes</button>`);
  await tab.click('button');
  const opened = await openedFrom(tab, visit.tabs);
  await opened.until(() => document.readyState === 'complete' && location.href !== 'about:blank');
  expect(await opened.url()).toBe('http://www.shop.com/size-table');
  const name = () => (window as unknown as { opened: Window }).opened.name;
  expect(await tab.evaluate(name)).toBe('sizes');
});

test('a link that is clicked twice carries one hand-over', async ({ tab, sites }) => {
  sites.page(PAY, TAG);
  const once = `<script>pay.addEventListener('click', (event) => event.preventDefault(), { once: true })</script>`;
  const ids = await shopWith(tab, sites, link() + once);
  await tab.click('#pay');
  await tab.click('#pay');
  await expectArrival(tab, sites, ids, TO);
  expect(sites.requests(PAY_HOST)[0]?.url.split('_ct=')).toHaveLength(2);
});

test('a visitor without a click is handed over as such', async ({ tab, sites }) => {
  sites.page(PAY, TAG);
  sites.page(SHOP, TAG + link());
  await tab.goto(SHOP);
  const ids = await idsOf(tab);
  expect(Object.keys(ids)).toEqual(['visitor']);
  await tab.click('#pay');
  await expectArrival(tab, sites, ids, TO);
});

test('what was handed over is there on the next page too, which has no hand-over', async ({ tab, sites }) => {
  sites.page(PAY, TAG);
  sites.page('http://pay.example/thanks', TAG);
  const ids = await shopWith(tab, sites, link());
  await tab.click('#pay');
  await expectArrival(tab, sites, ids, TO);
  await tab.goto('http://pay.example/thanks');
  expect(await idsOf(tab)).toEqual(ids);
});
