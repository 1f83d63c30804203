import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/** Chains remembered; whoever makes up more of them only makes the collector read them again. */
const MAX_RECENT = 1000;

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
  const recent = new Map<string, string>();
  return function clientIp(request) {
    const { remoteAddress } = request.socket;
    // The address is gone where the client has hung up.
    if (remoteAddress === undefined) return undefined;
    // A visitor sends many events by one chain of proxies, and reading it takes its time.
    const chain = `${remoteAddress} ${request.headers['x-forwarded-for'] ?? ''}`;
    const known = recent.get(chain);
    if (known !== undefined) return known;
    if (recent.size >= MAX_RECENT) recent.clear();
    const ip = proxyAddr(request, trust);
    recent.set(chain, ip);
    return ip;
  };
}
