import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createShop } from './shop.ts';
import type { ShopOptions } from './shop-options.ts';

export interface Answer {
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly cookie: string | undefined;
  readonly text: string;
}

interface Ask {
  readonly cookie?: string | undefined;
  readonly form?: Readonly<Record<string, string>>;
}

/** The shop on a real port, asked over real HTTP. Node does not resolve .localhost, so the host is a header. */
export async function startShopper(options: Partial<ShopOptions> = {}) {
  let port = 0;
  const mounts = createShop({
    port: () => port,
    pixelCode: 'C4TEST00000000000000',
    pixelOrigin: () => 'http://analytics.localhost:4100',
    tagUrl: 'http://collect.shop.localhost:8080/tag.js',
    ...options,
  });
  const server = createServer((incoming, response) => {
    const hostname = new URL(`http://${incoming.headers.host}`).hostname;
    mounts.find((mount) => mount.matches(hostname))?.handle(incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;

  function ask(address: string, { cookie, form }: Ask = {}): Promise<Answer> {
    // Not parsed with URL, which would tidy the very queries that the tests send.
    const [, host, path] = /^http:\/\/([^/]+)(.*)$/s.exec(address) ?? [];
    const body = form && new URLSearchParams(form).toString();
    const headers = {
      host: host ?? '',
      ...(cookie && { cookie }),
      ...(body && { 'content-type': 'application/x-www-form-urlencoded' }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { port, path, headers, method: body ? 'POST' : 'GET', agent: false },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8');
          incoming.on('data', (chunk: string) => {
            text += chunk;
          });
          incoming.on('end', () => {
            const cookie = incoming.headers['set-cookie']?.[0]?.split(';')[0];
            resolve({ status: incoming.statusCode, location: incoming.headers.location, cookie, text });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  return {
    ask,
    ad: `http://ad.localhost:${port}`,
    shop: `http://shop.localhost:${port}`,
    pay: `http://pay.localhost:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

export type Shopper = Awaited<ReturnType<typeof startShopper>>;

/** The session id as a page carries it in its links for a browser without cookies. */
export function sessionIn(page: string): string {
  return /\?s=([\w-]+)"/.exec(page)?.[1] ?? '';
}
