import type { IncomingMessage } from 'node:http';
import { productBySku } from './catalogue.ts';
import {
  pageReply,
  type Reply,
  readForm,
  redirectReply,
  requestCookie,
  requestTarget,
  stylesheetReply,
  type Target,
} from './exchange.ts';
import { addToCart, type Orders, type Session, type Sessions } from './sessions.ts';
import { type ShopOptions, siteOrigin } from './shop-options.ts';
import type { Visit } from './storefront-frame.ts';
import { cartPage, landingPage, notFoundPage, productPage, thankYouPage } from './storefront-pages.ts';

const SESSION_COOKIE = 'shop_session';
const PRODUCT_PREFIX = '/product/';

export function createStorefront(options: ShopOptions, sessions: Sessions, orders: Orders) {
  const stylesheet = stylesheetReply('./shop.css', './shop-pages.css');

  return async function storefront(request: IncomingMessage): Promise<Reply> {
    const target = requestTarget(request);
    if (target.path === '/shop.css') return stylesheet;
    // The ad points here; the click id has to survive the hop exactly as it came.
    if (target.path === '/go') return redirectReply(302, `${siteOrigin(options, 'shop')}/${target.rawQuery}`);

    // The cookie if it came back; else the id in the address; else a new session, which tries both.
    const known = sessions.find(requestCookie(request, SESSION_COOKIE));
    const session = known ?? sessions.find(target.query.get('s')) ?? sessions.open();
    const link = (path: string) => (known ? path : `${path}?s=${session.id}`);
    const visit: Visit = { options, session, link };
    const reply = request.method === 'POST' ? await changeCart(request, target, visit) : show(target, visit);
    return known ? reply : withSessionCookie(reply, session);
  };

  function show({ path, query }: Target, visit: Visit): Reply {
    if (path === '/') return pageReply(200, landingPage(visit));
    if (path === '/cart') return pageReply(200, cartPage(visit));

    const order = orders.find(query.get('order'), query.get('key'));
    if (path === '/thank-you' && order) return pageReply(200, thankYouPage(visit, order));

    const product = path.startsWith(PRODUCT_PREFIX) && productBySku(path.slice(PRODUCT_PREFIX.length));
    return product ? pageReply(200, productPage(visit, product)) : pageReply(404, notFoundPage(visit, path));
  }

  async function changeCart(request: IncomingMessage, { path }: Target, visit: Visit): Promise<Reply> {
    const form = await readForm(request);
    const product = productBySku(form?.get('sku') ?? '');
    if (!product || (path !== '/cart' && path !== '/cart/remove')) {
      return pageReply(404, notFoundPage(visit, path));
    }
    if (path === '/cart') addToCart(visit.session, product);
    else visit.session.quantities.delete(product.sku);
    return redirectReply(303, visit.link('/cart'));
  }
}

function withSessionCookie(reply: Reply, session: Session): Reply {
  const cookie = `${SESSION_COOKIE}=${session.id}; Path=/; HttpOnly; SameSite=Lax`;
  return { ...reply, headers: { ...reply.headers, 'Set-Cookie': cookie } };
}
