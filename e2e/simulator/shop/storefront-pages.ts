import { lineRow, totals } from './cart-lines.ts';
import { allProducts, FEATURED, money, type Product } from './catalogue.ts';
import { html, inlineScript, type Markup } from './markup.ts';
import { picture } from './picture.ts';
import { type CartLine, cartLines, type Order } from './sessions.ts';
import { siteOrigin } from './shop-options.ts';
import { storefrontPage, type Visit } from './storefront-frame.ts';
import { cartProperties, identifyCall, orderProperties, productProperties, trackCall } from './tracking.ts';

export function landingPage(visit: Visit): Markup {
  const cards = allProducts().map(
    (
      product,
    ) => html`<a class="card" href="${visit.link(`/product/${product.sku}`)}" data-testid="product-${product.sku}">
  <span class="picture">${picture(product.picture, product.name, product.sku)}</span>
  <span class="card-line"><strong>${product.name}</strong><span>${money(product.priceCents)}</span></span>
  <span class="quiet">${product.tagline}</span>
</a>`,
  );
  return storefrontPage(
    visit,
    'Handmade ceramics',
    html`<section class="hero">
  <div class="hero-words">
    <p class="eyebrow">Autumn firing, batch 12</p>
    <h1>Made slowly,<br>used every day.</h1>
    <p class="lead">Stoneware thrown, trimmed and glazed by four potters in one old dairy. Each piece leaves the kiln a little different.</p>
    <a class="button" href="#collection">See the collection</a>
  </div>
  <div class="hero-picture">${picture(FEATURED.picture, 'A red vase with dried stems', 'hero')}</div>
</section>
<section id="collection">
  <h2>The collection</h2>
  <div class="grid">${cards}</div>
</section>
<section class="promises">
  <p><strong>Two-year promise</strong>If it cracks in daily use, we fire you a new one.</p>
  <p><strong>Packed in wool</strong>No plastic, and it has never let us down.</p>
  <p><strong>Thirty days to decide</strong>Live with it first. Send it back if it is not for you.</p>
</section>`,
  );
}

export function productPage(visit: Visit, product: Product): Markup {
  const properties = productProperties(product);
  return storefrontPage(
    visit,
    product.name,
    html`<article class="product">
  <div class="picture">${picture(product.picture, product.name, product.sku)}</div>
  <div class="product-words">
    <p class="eyebrow">${product.category}</p>
    <h1>${product.name}</h1>
    <p class="price">${money(product.priceCents)}</p>
    <p class="lead">${product.tagline}.</p>
    <p>${product.story}</p>
    <form id="add-to-cart" method="post" action="${visit.link('/cart')}">
      <input type="hidden" name="sku" value="${product.sku}">
      <button class="button wide" data-testid="add-to-cart">Add to cart</button>
    </form>
    <ul class="facts"><li>Ready to ship in two days</li><li>Free returns within thirty days</li></ul>
  </div>
</article>
${inlineScript(trackCall(visit.options, 'ViewContent', properties))}
${inlineScript(`document.getElementById('add-to-cart').addEventListener('submit',function(){${trackCall(visit.options, 'AddToCart', properties)}})`)}`,
  );
}

export function cartPage(visit: Visit): Markup {
  const lines = cartLines(visit.session);
  if (lines.length === 0) return emptyCartPage(visit);
  const checkout = `${siteOrigin(visit.options, 'pay')}/checkout?session=${visit.session.id}`;
  return storefrontPage(
    visit,
    'Your cart',
    html`<h1>Your cart</h1>
<div class="cart">
  <ul class="lines">${lines.map((line) => lineRow(line, removeForm(visit, line)))}</ul>
  <aside class="summary">
    <h2>Summary</h2>
    ${totals(lines)}
    <a id="check-out" class="button wide" href="${checkout}" data-testid="check-out">Check out</a>
    <p class="quiet">You pay on a separate, secure page.</p>
  </aside>
</div>
${inlineScript(`document.getElementById('check-out').addEventListener('click',function(){${trackCall(visit.options, 'InitiateCheckout', cartProperties(lines))}})`)}`,
  );
}

export function thankYouPage(visit: Visit, order: Order): Markup {
  const { buyer, lines } = order;
  const firstName = buyer.name.split(/\s+/)[0];
  return storefrontPage(
    visit,
    'Thank you',
    html`<section class="thanks">
  <svg class="tick" viewBox="0 0 64 64" aria-hidden="true"><circle cx="32" cy="32" r="30"/><path d="M19 33l9 9 18-20"/></svg>
  <h1>${firstName ? `Thank you, ${firstName}.` : 'Thank you.'}</h1>
  <p class="lead">Order <strong data-testid="order-number">${order.number}</strong> is in. We will write to ${buyer.email} when it leaves the studio.</p>
  <div class="receipt">
    <ul class="lines">${lines.map((line) => lineRow(line))}</ul>
    ${totals(lines)}
  </div>
  <a class="button outline" href="${visit.link('/')}">Back to the shop</a>
</section>
${inlineScript(identifyCall(visit.options, buyer) + trackCall(visit.options, 'Purchase', orderProperties(order)))}`,
  );
}

export function notFoundPage(visit: Visit, path: string): Markup {
  return storefrontPage(
    visit,
    'Not found',
    html`<section class="thanks"><h1>This shelf is empty.</h1><p class="lead">There is nothing at <code>${path}</code>.</p><a class="button" href="${visit.link('/')}">Back to the shop</a></section>`,
  );
}

function emptyCartPage(visit: Visit): Markup {
  return storefrontPage(
    visit,
    'Your cart',
    html`<section class="thanks"><h1>Your cart is empty.</h1><p class="lead">A good mug is a fine place to start.</p><a class="button" href="${visit.link('/')}">See the collection</a></section>`,
  );
}

function removeForm(visit: Visit, line: CartLine): Markup {
  return html`<form method="post" action="${visit.link('/cart/remove')}"><input type="hidden" name="sku" value="${line.product.sku}"><button class="text-button" aria-label="Remove ${line.product.name}">Remove</button></form>`;
}
