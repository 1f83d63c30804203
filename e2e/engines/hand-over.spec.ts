import { expect, test } from './fixtures.ts';
import { expectArrival, PAY, shopWith, TAG } from './hand-off-sites.ts';
import { keptNames } from './stored-ids.ts';
import { bodyWith, CLICK_ID, callTag, idsOf, STUB, tag, view } from './tagged-page.ts';

/** https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-client_reference_id */
const CLIENT_REFERENCE_ID = /^[A-Za-z0-9_-]{1,200}$/;

const CART = 'http://www.shop.com/cart';
const FIELDS = ['visitor', 'ttclid', 'ttp'].map(
  (id) => `<input type="hidden" name="note_${id}" data-ct-fill="${id}">`,
);

const valuesOfFields = () =>
  [...document.querySelectorAll<HTMLInputElement>('input[data-ct-fill]')].map(({ value }) => value);

test('the ids that a checkout is given are those of the events, and fit where Stripe takes them', async ({
  tab,
  sites,
}) => {
  const ids = await shopWith(tab, sites, '');
  expect(ids.visitor).toMatch(/^\d{16,40}$/);
  expect(ids.visitor).toMatch(CLIENT_REFERENCE_ID);
  await callTag(tab, 'track', 'InitiateCheckout');
  const { visitor, ttclid, ttp } = await bodyWith(sites, 'InitiateCheckout');
  expect({ visitor, ttclid, ttp }).toEqual(ids);
  expect(await idsOf(tab), 'asked again').toEqual(ids);
});

test('ids that are asked for before the tag is there are told as soon as it is', async ({ tab, sites }) => {
  const ask = `<script>told = []; clickthread('ids', (ids) => told.push(ids))</script>`;
  const throwing = `<script>clickthread('ids', () => { throw new Error('of the page') })</script>`;
  sites.page('http://shop.com/', STUB + throwing + ask + tag());
  const { visitor, ttclid } = await view(tab, sites, `http://shop.com/?ttclid=${CLICK_ID}`);
  const told = () => (window as unknown as { told: unknown[] }).told;
  expect(await tab.evaluate(told)).toEqual([{ visitor, ttclid }]);
});

test('ids are told once the visitor agrees, not before and not after a refusal', async ({ tab, sites }) => {
  const ask = `<script>told = []; clickthread('ids', (ids) => told.push(ids))</script>`;
  sites.page('http://shop.com/', STUB + ask + tag('data-consent="required"') + ask);
  await tab.goto(`http://shop.com/?ttclid=${CLICK_ID}`);
  const told = () => (window as unknown as { told: { ttclid?: string }[] }).told.map(({ ttclid }) => ttclid);
  expect(await tab.evaluate(told)).toEqual([]);
  await callTag(tab, 'consent', 'denied');
  expect(await tab.evaluate(told)).toEqual([]);
  expect(await keptNames(tab)).toEqual([]);
  await callTag(tab, 'consent', 'granted');
  await tab.until(() => (window as unknown as { told: unknown[] }).told.length > 0);
  expect(new Set(await tab.evaluate(told))).toEqual(new Set([CLICK_ID]));
});

test('fields that ask for an id have it, whether they stand before or behind the tag', async ({
  tab,
  sites,
}) => {
  sites.page('http://shop.com/', `${FIELDS.join('')}${tag()}${FIELDS.join('')}`);
  const { visitor } = await view(tab, sites, `http://shop.com/?ttclid=${CLICK_ID}`);
  const values = [visitor, CLICK_ID, ''];
  expect(await tab.evaluate(valuesOfFields)).toEqual([...values, ...values]);
});

for (const { submit, reason } of [
  { submit: 'click', reason: 'by its button' },
  { submit: 'Enter', reason: 'by Enter' },
  { submit: 'request', reason: 'by a script that asks for it' },
] as const) {
  test(`fields that come late have their ids when their form is sent ${reason}`, async ({ tab, sites }) => {
    sites.page(CART, '');
    const html = `<form method="post" action="${CART}"><input name="q" value="1">${FIELDS.join('')}<button>buy</button></form>`;
    const ids = await shopWith(
      tab,
      sites,
      `<div id="late"></div><script>addEventListener('load', () => { late.innerHTML = ${JSON.stringify(html)} })</script>`,
    );
    await tab.until(() => document.forms.length === 1);
    if (submit === 'click') await tab.click('button');
    else if (submit === 'Enter') await tab.press('[name=q]', 'Enter');
    else await tab.evaluate(() => document.forms[0]?.requestSubmit());
    await tab.until((href) => location.href === href, CART);
    const sent = sites.requests().find(({ url }) => url === CART);
    expect(Object.fromEntries(new URLSearchParams(sent?.body))).toEqual({
      q: '1',
      note_visitor: ids.visitor,
      note_ttclid: ids.ttclid,
      note_ttp: ids.ttp,
    });
  });
}

const HIDDEN = ['visitor', 'ttclid', 'ttp'].map((name) => `<input type="hidden" name="${name}">`).join('');
const CART_FORM = (method: string, attribute = 'data-ct-fill') =>
  `<form method="${method}" action="${CART}" ${attribute}><input name="q" value="1">${HIDDEN}<button>buy</button></form>`;
const NOTHING = { visitor: '', ttclid: '', ttp: '' };

for (const { method, submit } of [
  { method: 'post', submit: 'click' },
  { method: 'get', submit: 'click' },
  { method: 'post', submit: 'script' },
]) {
  test(`a form that asks for the ids has them in its hidden fields: ${method}, sent by ${submit}`, async ({
    tab,
    sites,
  }) => {
    sites.page(CART, '');
    const ids = await shopWith(tab, sites, CART_FORM(method));
    if (submit === 'click') await tab.click('button');
    else await tab.evaluate(() => document.forms[0]?.submit());
    await tab.until(() => location.pathname === '/cart');
    const sent = sites.requests().find(({ url }) => url.startsWith(CART));
    const entries = method === 'post' ? sent?.body : new URL(sent?.url ?? '').search;
    expect(Object.fromEntries(new URLSearchParams(entries))).toEqual({ q: '1', ...ids });
  });
}

const readForms = () =>
  [...document.forms].map((form) => Object.fromEntries([...new FormData(form)] as [string, string][]));

test('a form that a script reads has the ids too; one that does not ask has none', async ({ tab, sites }) => {
  const ids = await shopWith(tab, sites, CART_FORM('post') + CART_FORM('post', ''));
  expect(await tab.evaluate(readForms)).toEqual([
    { q: '1', ...ids },
    { q: '1', ...NOTHING },
  ]);
});

test('before consent no form and no field has an id', async ({ tab, sites }) => {
  sites.page('http://www.shop.com/', tag('data-consent="required"') + FIELDS.join('') + CART_FORM('post'));
  await tab.goto(`http://www.shop.com/?ttclid=${CLICK_ID}`);
  expect([await tab.evaluate(valuesOfFields), await tab.evaluate(readForms)]).toEqual([
    ['', '', ''],
    [{ q: '1', ...NOTHING }],
  ]);
  await callTag(tab, 'consent', 'granted');
  const { visitor } = await idsOf(tab);
  expect(await tab.evaluate(readForms)).toMatchObject([{ q: '1', visitor, ttclid: CLICK_ID }]);
});

test('one form hands the ids to the server and to the page of another domain', async ({ tab, sites }) => {
  sites.page(PAY, TAG);
  const ids = await shopWith(
    tab,
    sites,
    `<form action="${PAY}" method="post" data-ct-fill>${HIDDEN}<button>pay</button></form>`,
  );
  await tab.click('button');
  await expectArrival(tab, sites, ids, PAY);
  const sent = sites.requests('pay.example').find(({ method }) => method === 'POST');
  expect(Object.fromEntries(new URLSearchParams(sent?.body))).toEqual(ids);
});
