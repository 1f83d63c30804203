import { BRAND } from './catalogue.ts';
import { html, type Markup } from './markup.ts';
import { cartLines, pieceCount, type Session } from './sessions.ts';
import type { ShopOptions } from './shop-options.ts';
import { trackingHead } from './tracking.ts';

/** One visitor's view of the shop: every page is rendered for one of these. */
export interface Visit {
  readonly options: ShopOptions;
  readonly session: Session;
  /** A path of the shop, with the session id in it for a browser that returns no cookies. */
  link(path: string): string;
}

export function storefrontPage(visit: Visit, title: string, content: Markup): Markup {
  const pieces = pieceCount(cartLines(visit.session));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${BRAND}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
${trackingHead(visit.options)}
</head>
<body>
<p class="ribbon">Free shipping on every order this week</p>
<header class="masthead">
  <a class="wordmark" href="${visit.link('/')}">Kiln <i>&amp;</i> Co</a>
  <nav>
    <a class="quiet" href="${visit.link('/')}">Shop</a>
    <a class="cart-link" href="${visit.link('/cart')}" data-testid="go-to-cart">Cart <b>${pieces}</b></a>
  </nav>
</header>
<main>
${content}
</main>
<footer class="footer">
  <span class="wordmark">Kiln <i>&amp;</i> Co</span>
  <span>Handmade ceramics. Small batches, eleven hours in the fire.</span>
  <span>A demo shop: nothing is charged and nothing is shipped.</span>
</footer>
</body>
</html>`;
}
