import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shopper, sessionIn, startShopper } from './test-shopper.ts';

let shopper: Shopper;
beforeAll(async () => {
  shopper = await startShopper();
});
afterAll(() => shopper.close());

describe('the way from the ad to the shop', () => {
  it.each([
    ['a click id', 'ttclid=E.C.P.abc-_123'],
    ['a macro that TikTok did not fill in', 'ttclid=__CLICKID__'],
    ['an encoding that a parser would tidy', 'ttclid=E.C.P.a%2Fb+c%20d&x=%F0%9F%8F%BA&&y'],
    ['two click ids', 'ttclid=first&ttclid=second'],
    ['a question mark in the query', 'ttclid=a?b=c'],
  ])('keeps %s as it is', async (_reason, query) => {
    const click = await shopper.ask(`${shopper.ad}/click?${query}`);
    expect(click.status).toBe(302);
    expect(click.location).toBe(`${shopper.shop}/go?${query}&utm_source=tiktok&utm_campaign=demo`);

    const hop = await shopper.ask(click.location ?? '');
    expect(hop.status).toBe(302);
    expect(hop.location).toBe(`${shopper.shop}/?${query}&utm_source=tiktok&utm_campaign=demo`);
  });

  it('makes a click id of the real length and alphabet when the ad has none', async () => {
    const { location } = await shopper.ask(`${shopper.ad}/click`);
    const clickId = new URL(location ?? '').searchParams.get('ttclid');
    expect(clickId).toMatch(/^E\.C\.P\.[A-Za-z0-9_-]{319}$/);
    const again = await shopper.ask(`${shopper.ad}/click`);
    expect(again.location).not.toBe(location);
  });

  it.each(['/go?url=https://evil.example/', '/go?next=//evil.example', '/go'])(
    'redirects %s to the shop and nowhere else',
    async (path) => {
      const { location } = await shopper.ask(shopper.shop + path);
      expect(new URL(location ?? '').origin).toBe(shopper.shop);
      expect(new URL(location ?? '').pathname).toBe('/');
    },
  );

  it('does not take a path with two slashes for another host', async () => {
    expect((await shopper.ask(`${shopper.shop}//evil.example/`)).status).toBe(404);
  });
});

describe('the shop', () => {
  it('shows six products, and a page for each', async () => {
    const { text } = await shopper.ask(`${shopper.shop}/`);
    const skus = [...text.matchAll(/data-testid="product-([\w-]+)"/g)].map(([, sku]) => sku);
    expect(skus).toHaveLength(6);
    for (const sku of skus) expect((await shopper.ask(`${shopper.shop}/product/${sku}`)).status).toBe(200);
  });

  it.each([
    '/product/none',
    '/product/',
    '/product/constructor',
    '/nothing',
    '/thank-you',
    '/thank-you?order=10001&key=guess',
    '/thank-you?order=99999&key=',
  ])('answers 404 for %s', async (path) => {
    expect((await shopper.ask(shopper.shop + path)).status).toBe(404);
  });

  it('shows a hostile path as text', async () => {
    const { text } = await shopper.ask(`${shopper.shop}/product/"><img/src=x/onerror=alert(1)>`);
    expect(text).toContain('&quot;&gt;&lt;img/src=x/onerror=alert(1)&gt;');
    expect(text).not.toContain('<img');
  });

  it('keeps the cart by cookie, and then leaves the addresses clean', async () => {
    const { cookie } = await shopper.ask(`${shopper.shop}/`);
    const added = await shopper.ask(`${shopper.shop}/cart`, { cookie, form: { sku: 'dune-mug' } });
    expect([added.status, added.location]).toEqual([303, '/cart']);
    const cart = await shopper.ask(`${shopper.shop}/cart`, { cookie });
    expect(cart.text).toContain('Dune mug');
    expect(cart.text).not.toContain('?s=');
  });

  it('keeps the cart by address where no cookie comes back', async () => {
    const session = sessionIn((await shopper.ask(`${shopper.shop}/`)).text);
    await shopper.ask(`${shopper.shop}/cart?s=${session}`, { form: { sku: 'tide-bowl' } });
    const cart = await shopper.ask(`${shopper.shop}/cart?s=${session}`);
    expect(cart.text).toContain('Tide bowl');
    expect(cart.text).toContain(`/?s=${session}"`);
  });

  it('takes no session id that it has not given out', async () => {
    const { text } = await shopper.ask(`${shopper.shop}/cart?s=chosen-by-somebody`);
    expect(text).not.toContain('chosen-by-somebody');
  });

  it('takes a piece out again, and refuses one it does not sell', async () => {
    const { cookie } = await shopper.ask(`${shopper.shop}/`);
    const post = (path: string, sku: string) => shopper.ask(shopper.shop + path, { cookie, form: { sku } });
    await post('/cart', 'dune-mug');
    await post('/cart/remove', 'dune-mug');
    expect((await shopper.ask(`${shopper.shop}/cart`, { cookie })).text).toContain('Your cart is empty');
    expect((await post('/cart', 'gold-bar')).status).toBe(404);
  });
});
