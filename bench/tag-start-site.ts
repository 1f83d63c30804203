import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pixelSnippet } from '../e2e/simulator/pixel/snippet.ts';
import { PIXEL } from './page-event.ts';

/** The stub as the README gives it. */
const TAG_STUB =
  'window.clickthread=window.clickthread||function(){(clickthread.q=clickthread.q||[]).push(arguments)};clickthread.u=location.href';

/** A shop's page, a collector on the same site and the address of TikTok's library, all on one port. */
export interface StartSite {
  /** A host below the shop's domain, so that the tag has to look for the widest domain, as in life. */
  readonly page: string;
  readonly cookieDomain: string;
  readonly endpoint: string;
  /** How many requests have come to the endpoint so far. */
  collected(): number;
  close(): Promise<void>;
}

/** Starts the site on a free port; browsers find every name below `localhost` on this machine. */
export async function startStartSite(): Promise<StartSite> {
  let collected = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === '/collect') {
      if (request.method === 'POST') collected++;
      response.writeHead(202, {
        'Content-Type': 'application/json',
        'Access-Control-Allow-Origin': origin('www.shop'),
        'Access-Control-Allow-Credentials': 'true',
      });
      response.end('{"accepted":1,"duplicates":0,"rejected":[]}');
    } else if (request.url?.startsWith('/events.js')) {
      // The library itself is not measured: its stub stays, as on a page where it is late or blocked.
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end();
    } else {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function origin(name: string): string {
    return `http://${name}.localhost:${port}`;
  }

  function html(): string {
    const pixel = pixelSnippet({ code: PIXEL, scriptUrl: `${origin('analytics')}/events.js` });
    // An icon would be one more request, at a time of the browser's choice.
    const head = '<!doctype html><title>Ember vase</title><link rel="icon" href="data:,">';
    return `${head}<script>${TAG_STUB};clickthreadStub=clickthread</script><script>${pixel}</script><h1>Ember vase</h1>`;
  }

  return {
    page: `${origin('www.shop')}/product/ember-vase`,
    cookieDomain: '.shop.localhost',
    endpoint: `${origin('collect.shop')}/collect`,
    collected: () => collected,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
