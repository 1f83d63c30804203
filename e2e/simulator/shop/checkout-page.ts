import { lineRow, totals } from './cart-lines.ts';
import { BRAND, money } from './catalogue.ts';
import { html, inlineScript, type Markup } from './markup.ts';
import { type CartLine, totalCents } from './sessions.ts';
import { type Buyer, hasTag, type ShopOptions } from './shop-options.ts';
import { cartProperties, checkoutHead, trackCall } from './tracking.ts';

export interface CheckoutForm {
  readonly options: ShopOptions;
  readonly sessionId: string;
  readonly lines: readonly CartLine[];
  readonly shopOrigin: string;
  readonly buyer?: Buyer | undefined;
  readonly problem?: string;
}

export function checkoutPage(form: CheckoutForm): Markup {
  const total = money(totalCents(form.lines));
  return payPage(
    form.options,
    'Checkout',
    html`<main class="checkout">
<section class="order">
  <a class="back" href="${form.shopOrigin}/cart?s=${form.sessionId}">← ${BRAND}</a>
  <p class="due">Pay ${BRAND}</p>
  <p class="due-amount">${total}</p>
  <ul class="lines">${form.lines.map((line) => lineRow(line))}</ul>
  ${totals(form.lines)}
</section>
<section class="details">
<form id="pay" method="post" action="/checkout">
  <input type="hidden" name="session" value="${form.sessionId}">
  ${form.problem ? html`<p class="problem" role="alert">${form.problem}</p>` : undefined}
  <h2>Contact</h2>
  <label>Email<input type="email" name="email" value="${form.buyer?.email}" autocomplete="email" placeholder="you@example.com" required maxlength="254" data-testid="email"></label>
  <label>Phone<input type="tel" name="phone" value="${form.buyer?.phone}" autocomplete="tel" placeholder="(213) 373-4253" maxlength="40" data-testid="phone"></label>
  <label>Name<input type="text" name="name" value="${form.buyer?.name}" autocomplete="name" placeholder="Full name" maxlength="120" data-testid="name"></label>
  <h2>Card</h2>
  <div class="card-fields">
    <input aria-label="Card number" value="4242 4242 4242 4242" disabled>
    <input aria-label="Expiry" value="12 / 34" disabled><input aria-label="Security code" value="•••" disabled>
  </div>
  <button class="pay-button" data-testid="pay">Pay ${total}</button>
  <p class="small">A demo checkout: the card is a drawing, and no money moves.</p>
</form>
</section>
</main>
${paymentScript(form)}`,
  );
}

/** Tells of the payment when it is sent off; without the tag there is nobody to tell. */
function paymentScript({ options, lines }: CheckoutForm): Markup | undefined {
  if (!hasTag(options)) return undefined;
  const call = trackCall(options, 'AddPaymentInfo', cartProperties(lines));
  return inlineScript(`document.getElementById('pay').addEventListener('submit',function(){${call}})`);
}

export function nothingToPayPage(options: ShopOptions, shopOrigin: string): Markup {
  return payPage(
    options,
    'Nothing to pay',
    html`<main class="nothing"><h1>There is nothing to pay here.</h1><p>This checkout has ended, or its cart is empty.</p><a class="pay-button" href="${shopOrigin}/">Back to ${BRAND}</a></main>`,
  );
}

function payPage(options: ShopOptions, title: string, content: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Till</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/pay.css">
${checkoutHead(options)}
</head>
<body>
${content}
<footer>Powered by <strong>Till</strong>, a hosted checkout on its own domain</footer>
</body>
</html>`;
}
