import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/**
 * Makes the function that tells a client's address. `X-Forwarded-For` is believed only as far as the chain of
 * proxies is trusted, from the socket outwards; anybody else can write what they like into it.
 *
 * @param trusted addresses, networks (`10.0.0.0/8`) or the names `loopback`, `linklocal`, `uniquelocal`; or one
 *   number, how many proxies stand before the collector
 * @throws Error on an entry that is none of these
 */
export function createClientIp(trusted: readonly string[]): (request: IncomingMessage) => string | undefined {
  const hops = trusted.length === 1 && /^\d{1,2}$/.test(trusted[0] ?? '') ? Number(trusted[0]) : undefined;
  const trust =
    hops === undefined
      ? proxyAddr.compile([...trusted])
      : (_address: string, distance: number) => distance < hops;
  return function clientIp(request) {
    // The address is gone where the client has hung up.
    return request.socket.remoteAddress === undefined ? undefined : proxyAddr(request, trust);
  };
}
