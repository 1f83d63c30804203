import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shopper, sessionIn, startShopper } from './test-shopper.ts';

let shopper: Shopper;
beforeAll(async () => {
  shopper = await startShopper();
});
afterAll(() => shopper.close());

const buyer = { email: 'ada@example.com', phone: '(213) 373-4253', name: 'Ada Lovelace' };

async function sessionWithBowls(count: number): Promise<string> {
  const session = sessionIn((await shopper.ask(`${shopper.shop}/`)).text);
  for (let piece = 0; piece < count; piece += 1) {
    await shopper.ask(`${shopper.shop}/cart?s=${session}`, { form: { sku: 'tide-bowl' } });
  }
  return session;
}

function pay(session: string, fields: Record<string, string>) {
  return shopper.ask(`${shopper.pay}/checkout`, { form: { session, ...fields } });
}

describe('the hosted checkout', () => {
  it('turns a cart into an order, and shows it to whoever has the key', async () => {
    const session = await sessionWithBowls(2);
    const form = await shopper.ask(`${shopper.pay}/checkout?session=${session}`);
    expect(form.text).toContain('Pay $72.00');

    const paid = await pay(session, buyer);
    expect(paid.status).toBe(303);
    expect(paid.location).toMatch(new RegExp(`^${shopper.shop}/thank-you\\?order=10001&key=[\\w-]{12}$`));

    const thanks = await shopper.ask(paid.location ?? '');
    expect(thanks.status).toBe(200);
    expect(thanks.text).toContain('data-testid="order-number">10001<');
    expect(thanks.text).toContain(
      `clickthread('identify',{"email":"ada@example.com","phone":"(213) 373-4253"});` +
        `clickthread('track',"Purchase",{"order_id":"10001","content_type":"product","contents":` +
        `[{"content_id":"tide-bowl","content_name":"Tide bowl","content_category":"Bowls",` +
        `"brand":"Kiln \\u0026 Co","price":36,"quantity":2}],"value":72,"currency":"USD"});`,
    );
    // A reload tells of the same order again: the same id is what keeps it from counting twice.
    expect((await shopper.ask(paid.location ?? '')).text).toContain('"order_id":"10001"');
    // The cart has become the order, so paying again finds nothing.
    expect((await pay(session, buyer)).status).toBe(404);
  });

  it('has the tag, which takes over the ids and tells TikTok by the server alone, and no pixel', async () => {
    const { text } = await shopper.ask(`${shopper.pay}/checkout?session=${await sessionWithBowls(1)}`);
    expect(text).toContain(
      '/tag.js" data-pixel="C4TEST00000000000000" data-mode="server" data-domains="shop.localhost,pay.localhost">',
    );
    expect(text).toContain(`clickthread('track',"AddPaymentInfo",{"content_type":"product",`);
    expect(text).not.toContain('ttq');
  });

  it('has neither without the tag', async () => {
    const bare = await startShopper({ tagUrl: undefined });
    const session = sessionIn((await bare.ask(`${bare.shop}/`)).text);
    await bare.ask(`${bare.shop}/cart?s=${session}`, { form: { sku: 'tide-bowl' } });
    const { text } = await bare.ask(`${bare.pay}/checkout?session=${session}`);
    expect(text).toContain('Pay $36.00');
    expect(text).not.toContain('<script');
    await bare.close();
  });

  it.each([
    ['no email', { ...buyer, email: '' }],
    ['something that is no address', { ...buyer, email: 'ada' }],
    ['a name without end', { ...buyer, name: 'a'.repeat(255) }],
  ])('asks again for %s', async (_reason, fields) => {
    const session = await sessionWithBowls(1);
    const answer = await pay(session, fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('role="alert"');
    expect((await pay(session, buyer)).status).toBe(303);
  });

  it.each(['', '?session=', '?session=guess'])('has nothing to pay at /checkout%s', async (query) => {
    expect((await shopper.ask(`${shopper.pay}/checkout${query}`)).status).toBe(404);
  });

  it('refuses a form larger than any of ours', async () => {
    const session = await sessionWithBowls(1);
    expect((await pay(session, { ...buyer, note: 'x'.repeat(20_000) })).status).toBe(404);
  });

  it('shows hostile names as text, in the page and in its scripts', async () => {
    const hostile = '</script><script>alert(1)</script>';
    const session = await sessionWithBowls(1);
    const paid = await pay(session, { name: hostile, email: `${hostile}@x.example`, phone: '1\u20282"' });
    const { text } = await shopper.ask(paid.location ?? '');
    expect(text).not.toContain('alert(1)</script>');
    expect(text).toContain('Thank you, &lt;/script&gt;');
    expect(text).toContain('"email":"\\u003c/script\\u003e');
    expect(text).toContain('"phone":"1\\u20282\\""');
  });
});
