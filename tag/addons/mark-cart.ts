import { attempt } from '../attempt.ts';
import type { Decision, Ids } from '../calls.ts';
import { type TagPage, tellTag } from './tell-tag.ts';

/** The part of a storefront that we use. */
export interface CartPage extends TagPage, Pick<Window, 'fetch' | 'localStorage'> {
  readonly document: Pick<Document, 'cookie'>;
  readonly PerformanceObserver?: typeof PerformanceObserver;
  readonly Shopify?: { readonly routes?: { readonly root?: string } };
}

/** Which cart was marked, and with what, so that a cart is marked once and not on every page. */
const KEY = '_ct_cart';

/** A random text of any form, the cart's key behind it. https://shopify.dev/changelog/cart-cookie-value-now-includes-key-param */
const CART_COOKIE = /(?:^|; )cart=([^;?%]+)/;

/** What puts something into a cart without leaving the page. https://shopify.dev/docs/api/ajax/reference/cart */
const CART_REQUEST = /\/cart\/(add|change)\b/;

/**
 * Writes the visitor's ids into the cart, from where Shopify takes them over into the order (`note_attributes`), so
 * that the shop's webhook finds the click. Only where there is a cart, only when the tag gives the ids (after consent),
 * and again only when cart or ids are others. Attributes that begin with "_" are not shown to customers.
 *
 * @returns what to do with the visitor's decisions: one against it takes the ids out again
 */
export function markCart(page: CartPage): (decision: Decision) => void {
  let isBusy = false;

  const write = (attributes: Record<string, string | undefined>, mark: string) => {
    isBusy = true;
    page
      .fetch(`${page.Shopify?.routes?.root ?? '/'}cart/update.js`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ attributes }),
        keepalive: true,
      })
      .then(({ ok }) => {
        if (ok && mark) page.localStorage[KEY] = mark;
        else if (ok) delete page.localStorage[KEY];
      })
      // The next page tries again.
      .catch(() => {})
      .then(() => {
        isBusy = false;
      });
  };

  const mark = ({ visitor, ttclid, ttp }: Ids) => {
    const cart = CART_COOKIE.exec(page.document.cookie)?.[1];
    const told = [cart, visitor, ttclid, ttp].join(' ');
    // Throws where storage is blocked: then no cart is marked, rather than each on every page.
    if (cart && !isBusy && page.localStorage[KEY] !== told) {
      write({ _tt_sid: visitor, _ttclid: ttclid, _ttp: ttp }, told);
    }
  };
  const watch = () => tellTag(page, 'ids', (ids) => attempt(() => mark(ids)));

  watch();
  attempt(() => {
    if (!page.PerformanceObserver) return;
    const observer = new page.PerformanceObserver((list) => {
      if (list.getEntries().some(({ name }) => CART_REQUEST.test(name))) attempt(watch);
    });
    observer.observe({ type: 'resource' });
  });

  return (decision) => {
    attempt(() => {
      if (decision === 'denied' && page.localStorage[KEY]) write({ _tt_sid: '', _ttclid: '', _ttp: '' }, '');
    });
  };
}
