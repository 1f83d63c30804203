import type { IncomingMessage } from 'node:http';
import { type CheckoutForm, checkoutPage, nothingToPayPage } from './checkout-page.ts';
import {
  pageReply,
  type Reply,
  readForm,
  redirectReply,
  requestTarget,
  stylesheetReply,
} from './exchange.ts';
import { cartLines, type Orders, type Sessions } from './sessions.ts';
import { type Buyer, type ShopOptions, siteOrigin } from './shop-options.ts';

const LONGEST_FIELD = 254;

/**
 * A checkout on a site of its own: no pixel, and no cookie of the shop. It has the tag, which hands over what it
 * knows of the visitor on the way here.
 */
export function createCheckout(options: ShopOptions, sessions: Sessions, orders: Orders) {
  const stylesheet = stylesheetReply('./pay.css');
  const shopOrigin = () => siteOrigin(options, 'shop');

  return async function checkout(request: IncomingMessage): Promise<Reply> {
    const { path, query } = requestTarget(request);
    if (path === '/pay.css') return stylesheet;
    if (path !== '/checkout') return pageReply(404, nothingToPayPage(options, shopOrigin()));

    const form = request.method === 'POST' ? await readForm(request) : undefined;
    const session = sessions.find((form ?? query).get('session'));
    const lines = session ? cartLines(session) : [];
    if (!session || lines.length === 0) return pageReply(404, nothingToPayPage(options, shopOrigin()));

    const page: CheckoutForm = { options, sessionId: session.id, lines, shopOrigin: shopOrigin() };
    if (!form) return pageReply(200, checkoutPage({ ...page, buyer: options.sampleBuyer }));

    const buyer = buyerFrom(form);
    const problem = problemWith(buyer);
    if (problem) return pageReply(422, checkoutPage({ ...page, buyer, problem }));

    const order = orders.place(session, buyer);
    return redirectReply(303, `${shopOrigin()}/thank-you?order=${order.number}&key=${order.key}`);
  };
}

function buyerFrom(form: URLSearchParams): Buyer {
  const field = (name: string) => (form.get(name) ?? '').trim();
  return { name: field('name'), email: field('email'), phone: field('phone') };
}

function problemWith(buyer: Buyer): string | undefined {
  if (!/^\S+@\S+$/.test(buyer.email))
    return 'Please enter an email address, so that we can send the receipt.';
  if (Object.values(buyer).some((value: string) => value.length > LONGEST_FIELD)) {
    return `Please keep each field below ${LONGEST_FIELD} characters.`;
  }
  return undefined;
}
