import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { adPage } from './ad-page.ts';
import { pageReply, type Reply, redirectReply, requestTarget, stylesheetReply } from './exchange.ts';
import { html } from './markup.ts';
import { type ShopOptions, siteOrigin } from './shop-options.ts';

const CLICK_ID_PREFIX = 'E.C.P.';
/** 319 characters of base64url: with the prefix 325, the length of the real ones. */
const CLICK_ID_BYTES = 239;

export function createAd(options: ShopOptions) {
  const stylesheet = stylesheetReply('./ad.css');

  return function ad(request: IncomingMessage): Reply {
    const { path, rawQuery, query } = requestTarget(request);
    if (path === '/ad.css') return stylesheet;
    if (path === '/') return pageReply(200, adPage());
    if (path !== '/click') return pageReply(404, html`<!doctype html><title>Not found</title><p>No such ad.`);

    const given = rawQuery.slice(1);
    const parameters = [
      query.has('ttclid') ? '' : `ttclid=${newClickId()}`,
      given,
      'utm_source=tiktok&utm_campaign=demo',
    ];
    return redirectReply(302, `${siteOrigin(options, 'shop')}/go?${parameters.filter(Boolean).join('&')}`);
  };
}

function newClickId(): string {
  return CLICK_ID_PREFIX + randomBytes(CLICK_ID_BYTES).toString('base64url');
}
