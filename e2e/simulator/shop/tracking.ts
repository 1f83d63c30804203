import { pixelSnippet } from '../pixel/snippet.ts';
import { BRAND, CURRENCY, type Product } from './catalogue.ts';
import { html, inlineScript, type Markup, scriptLiteral } from './markup.ts';
import { type CartLine, type Order, totalCents } from './sessions.ts';
import { hasTag, type ShopOptions } from './shop-options.ts';

const QUEUE_STUB =
  'window.clickthread=window.clickthread||function(){(clickthread.q=clickthread.q||[]).push(arguments)}';
const RECORDING_STUB = `${QUEUE_STUB};clickthread.u=location.href`;

/** Like many single-page apps, the shop tidies its address at once, long before an async tag has loaded. */
const ROUTER = "if(location.pathname==='/'&&location.search)history.replaceState(null,'',location.pathname)";

/**
 * A wrapper as some npm packages ship it: it calls the pixel a moment later and knows two arguments, so the event id is
 * lost on the way and nothing ties the late call to the first one.
 */
const TWO_ARGUMENT_WRAPPER =
  '(function(){function wrap(){var pixel=window.ttq,track=pixel.track;pixel.track=function(name,properties){Promise.resolve().then(function(){track.call(pixel,name,properties)})}}wrap();window.ttq.ready(wrap)})()';

/** The two sites that hand the visitor's ids to each other: the tag does it, the shop only names them. */
const DOMAINS = 'shop.localhost,pay.localhost';

/** What a shop's head holds, in the order of the installation guide: stub, the shop's own code, tag, pixel. */
export function trackingHead(options: ShopOptions): Markup {
  const stub = options.fault === 'strip-query' ? QUEUE_STUB : RECORDING_STUB;
  const pixel = pixelSnippet({
    code: options.pixelCode,
    scriptUrl: `${options.pixelOrigin()}/i18n/pixel/events.js`,
  });
  const parts: Markup[] = [];
  if (hasTag(options)) parts.push(inlineScript(stub));
  parts.push(inlineScript(ROUTER));
  if (hasTag(options)) {
    parts.push(tagScript(options));
  }
  parts.push(inlineScript(pixel));
  if (options.fault === 'no-event-id') parts.push(inlineScript(TWO_ARGUMENT_WRAPPER));
  return html`${parts}`;
}

/** The checkout has the tag without the pixel, so that the collector alone tells TikTok what happens there. */
export function checkoutHead(options: ShopOptions): Markup {
  return html`${hasTag(options) ? [inlineScript(RECORDING_STUB), tagScript(options, 'server')] : []}`;
}

function tagScript({ tagUrl, pixelCode }: ShopOptions, mode: 'hybrid' | 'server' = 'hybrid'): Markup {
  return html`<script async src="${tagUrl}" data-pixel="${pixelCode}" data-mode="${mode}" data-domains="${DOMAINS}"></script>`;
}

/** JavaScript that tells about one event. Without the tag, the shop calls the pixel itself. */
export function trackCall(options: ShopOptions, event: string, properties: EventProperties): string {
  const call = `clickthread('track',${scriptLiteral(event)},${scriptLiteral(properties)});`;
  if (hasTag(options)) return call;
  const eventId = properties.order_id
    ? scriptLiteral(`ord_${properties.order_id}`)
    : "Date.now()+'_'+Math.random().toString(36).slice(2)";
  return `window.clickthread&&${call}ttq.track(${scriptLiteral(event)},${scriptLiteral(properties)},{event_id:${eventId}});`;
}

export function identifyCall(options: ShopOptions, buyer: { email: string; phone: string }): string {
  const { email, phone } = buyer;
  const call = `clickthread('identify',${scriptLiteral(phone ? { email, phone } : { email })});`;
  if (hasTag(options)) return call;
  const traits = phone ? { email, phone_number: phone } : { email };
  return `window.clickthread&&${call}ttq.identify(${scriptLiteral(traits)});`;
}

export interface EventProperties {
  readonly order_id?: string;
  readonly content_id?: string;
  readonly content_type: 'product';
  readonly contents: readonly object[];
  readonly value: number;
  readonly currency: string;
}

export function cartProperties(lines: readonly CartLine[]): EventProperties {
  return {
    content_type: 'product',
    contents: lines.map(({ product, quantity }) => ({
      content_id: product.sku,
      content_name: product.name,
      content_category: product.category,
      brand: BRAND,
      price: product.priceCents / 100,
      quantity,
    })),
    value: totalCents(lines) / 100,
    currency: CURRENCY,
  };
}

export function productProperties(product: Product): EventProperties {
  return { content_id: product.sku, ...cartProperties([{ product, quantity: 1 }]) };
}

export function orderProperties(order: Order): EventProperties {
  return { order_id: order.number, ...cartProperties(order.lines) };
}
