import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * What goes wrong with one request on its way: it is answered 503, or its connection is reset, before the collector
 * has seen it (`unavailable`, `reset`) or after it has stored the events, so that only its answer is lost.
 */
export type Fault = 'unavailable' | 'reset' | 'answer lost';

/** One request, what happened to it, and what the collector answered where it saw it. */
interface Exchange {
  readonly path: string;
  readonly encoding: string | undefined;
  readonly fault: Fault | undefined;
  readonly status?: number;
  readonly answer?: { readonly accepted?: number };
}

export interface FaultyProxy {
  readonly url: string;
  /** In order. */
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

/** Starts a proxy that lets the next requests go wrong, one fault each, and hands the others on. */
export async function startFaultyProxy(targetPort: number, faults: readonly Fault[]): Promise<FaultyProxy> {
  const exchanges: Exchange[] = [];
  const waiting = [...faults];

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const { method, url: path = '', headers } = incoming;
    const fault = waiting.shift();
    const request = { path, encoding: headers['content-encoding'], fault };
    if (fault === 'unavailable') outgoing.writeHead(503, { 'Retry-After': '1' }).end();
    if (fault === 'reset') outgoing.destroy();
    if (fault === 'unavailable' || fault === 'reset') return void exchanges.push(request);

    const upstream = forward({ host: '127.0.0.1', port: targetPort, method, path, headers }).end(body);
    const [answer] = (await once(upstream, 'response')) as [IncomingMessage];
    const text = await buffer(answer);
    const status = answer.statusCode ?? 0;
    exchanges.push({ ...request, status, answer: JSON.parse(text.toString()) });
    if (fault) outgoing.destroy();
    else outgoing.writeHead(status, answer.headers).end(text);
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
