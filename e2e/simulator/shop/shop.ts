import type { IncomingMessage } from 'node:http';
import type { HostMount } from '../simulator.ts';
import { createAd } from './ad.ts';
import { createCheckout } from './checkout.ts';
import { type Reply, send } from './exchange.ts';
import { Orders, Sessions } from './sessions.ts';
import type { ShopOptions } from './shop-options.ts';
import { createStorefront } from './storefront.ts';

type Site = (request: IncomingMessage) => Reply | Promise<Reply>;

/** A small shop as people really run them: an ad, a storefront, and a checkout on somebody else's site. */
export function createShop(options: ShopOptions): HostMount[] {
  const sessions = new Sessions();
  const orders = new Orders();
  return [
    mount('shop.localhost', createStorefront(options, sessions, orders)),
    mount('pay.localhost', createCheckout(options, sessions, orders)),
    mount('ad.localhost', createAd(options)),
  ];
}

function mount(hostname: string, site: Site): HostMount {
  return {
    matches: (candidate) => candidate === hostname,
    async handle(request, response) {
      try {
        send(response, await site(request));
      } catch (error) {
        // An upload that was cut off, for example. The shop goes on; whoever watches the console sees why.
        console.error(`${hostname} could not answer ${request.method} ${request.url}:`, error);
        if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
        response.end('Something broke in the shop. Please try again.');
      }
    },
  };
}
