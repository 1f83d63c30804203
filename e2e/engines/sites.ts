import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CollectEndpoint, createCollectEndpoint } from './collect-endpoint.ts';
import { readRequest, type SiteRequest } from './site-request.ts';

const TAG_FILE = new URL('../../dist/tag.js', import.meta.url);

interface SitePage {
  /** With or without doctype; it gets one. Empty: no body, as for a redirect. */
  readonly html: string;
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
}

/**
 * All sites of one test. Its server is the proxy of the browser, so a page can have any `http:` address there is, and
 * cookies meet the real public suffixes. The built tag is at `/tag.js` and a collector at `/collect` of every host.
 * Pages over http are no secure context, but for those of `localhost` and `127.0.0.1`.
 */
export interface Sites extends CollectEndpoint {
  readonly port: number;
  /** Puts a page at this address; the query does not matter, unless it is given here. */
  page(url: string, page: string | SitePage): void;
  /** All that has reached this host, or any, in order; but for favicons. */
  requests(host?: string): readonly SiteRequest[];
  /** @throws AggregateError with what went wrong in the server itself, such as a tag that has not been built */
  close(): Promise<void>;
}

/** Starts the server on a free port. */
export async function startSites(): Promise<Sites> {
  const pages = new Map<string, SitePage>();
  const requests: SiteRequest[] = [];
  const failures: unknown[] = [];
  const { answer: answerCollect, ...collectEndpoint } = createCollectEndpoint();

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      // A browser may give up what it has begun to send.
      if (incoming.complete) failures.push(error);
      outgoing.destroy();
    });
  });
  // Test sites speak http; whoever asks for a tunnel to an https one is refused at once.
  server.on('connect', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // What was sent on a used connection that then closes browsers send once more, so that none is used twice:
    // https://www.rfc-editor.org/rfc/rfc9112#name-retrying-requests
    outgoing.setHeader('Connection', 'close');
    const request = await readRequest(incoming);
    const url = new URL(request.url);
    if (url.pathname === '/favicon.ico') return send(outgoing, { html: '', status: 204 });
    requests.push(request);
    if (url.pathname === '/collect') return answerCollect(request, outgoing);
    if (url.pathname === '/tag.js') {
      const tag = await readFile(TAG_FILE);
      outgoing.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' }).end(tag);
      return;
    }
    const page = pages.get(url.href) ?? pages.get(url.origin + url.pathname);
    send(outgoing, page ?? { html: `nothing at ${url}`, status: 404 });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...collectEndpoint,
    port: (server.address() as AddressInfo).port,
    page(url, page) {
      pages.set(new URL(url).href, typeof page === 'string' ? { html: page } : page);
    },
    requests: (host) => requests.filter((request) => host === undefined || request.host === host),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (failures.length > 0) throw new AggregateError(failures, `the test sites failed: ${failures}`);
    },
  };
}

function send(outgoing: ServerResponse, { html, status = 200, headers = {} }: SitePage): void {
  outgoing.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
  const page = /^\s*<!doctype/i.test(html) ? html : `<!doctype html><title>test</title>${html}`;
  outgoing.end(html === '' ? undefined : page);
}
