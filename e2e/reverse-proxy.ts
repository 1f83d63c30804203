import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The newest ones are kept: a demo may run for days. */
const MAX_ANSWERS = 1000;

/** One answer of the collector, as it passed. */
interface PassedAnswer {
  readonly path: string;
  readonly status: number;
  readonly setCookie: readonly string[];
  readonly text: string;
}

export interface ReverseProxy {
  readonly port: number;
  /** Answers to POST requests, in order. */
  readonly answers: readonly PassedAnswer[];
  close(): Promise<void>;
}

/**
 * What stands before a collector in life: a proxy that says in `X-Forwarded-For` where the visitor comes from, and
 * answers 502 while the collector is down.
 */
export async function startReverseProxy(targetPort: number, visitorIp: string): Promise<ReverseProxy> {
  const answers: PassedAnswer[] = [];
  const server = createServer((incoming, outgoing) => {
    const upstream = forward(
      {
        host: '127.0.0.1',
        port: targetPort,
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, 'x-forwarded-for': visitorIp },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        if (incoming.method !== 'POST') return;
        const { statusCode: status = 502, headers } = answer;
        void text(answer).then((body) => {
          if (answers.length === MAX_ANSWERS) answers.shift();
          answers.push({
            path: incoming.url ?? '',
            status,
            setCookie: headers['set-cookie'] ?? [],
            text: body,
          });
        });
      },
    );
    upstream.on('error', () => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    });
    incoming.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    answers,
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
