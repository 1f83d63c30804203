import { money } from './catalogue.ts';
import { html, type Markup } from './markup.ts';
import { picture } from './picture.ts';
import { type CartLine, totalCents } from './sessions.ts';

export function lineRow({ product, quantity }: CartLine, action?: Markup): Markup {
  return html`<li class="line">
  <span class="thumb">${picture(product.picture, product.name, product.sku)}</span>
  <span class="line-words"><span>${product.name}</span><span class="quiet">${quantity} × ${money(product.priceCents)}</span>${action}</span>
  <span class="amount">${money(product.priceCents * quantity)}</span>
</li>`;
}

export function totals(lines: readonly CartLine[]): Markup {
  const total = money(totalCents(lines));
  return html`<dl class="totals">
  <div><dt>Subtotal</dt><dd>${total}</dd></div>
  <div><dt>Shipping</dt><dd>Free</dd></div>
  <div class="total"><dt>Total</dt><dd>${total}</dd></div>
</dl>`;
}
