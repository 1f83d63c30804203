import { hash, randomUUID } from 'node:crypto';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { InvalidRequest } from '../contract/invalid-request.ts';

/** Spends one of somebody's requests; throws InvalidRequest 429 where none is left. */
export type RateLimit = (who: string) => Promise<void>;

/**
 * Who asks is counted in one of so many places: a fixed number of them, so that nobody can fill memory by coming from
 * a million addresses. Two clients may meet in one, which a generous limit does not feel.
 */
const PLACES = 65_536;

const MINUTE_SECONDS = 60;

/**
 * Makes a limit of requests a minute, kept in memory and for this process alone.
 *
 * @param perMinute 0 for no limit
 * @param setting name of the variable that holds the limit, for the message
 */
export function createRateLimit(perMinute: number, setting: string): RateLimit {
  if (perMinute === 0) return async () => undefined;
  const limiter = new RateLimiterMemory({ points: perMinute, duration: MINUTE_SECONDS });
  // Another one in each process, so that nobody can find out by trying who shares a place with them.
  const salt = randomUUID();

  return async function limit(who) {
    const place = Number.parseInt(hash('sha256', salt + who).slice(0, 8), 16) % PLACES;
    try {
      await limiter.consume(place);
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      const { msBeforeNext } = refusal as RateLimiterRes;
      throw new InvalidRequest(
        429,
        'rate_limited',
        `Nothing of this request was stored: more than ${perMinute} came within a minute (${setting}). Send it again, unchanged, after the time in Retry-After.`,
        undefined,
        Math.max(1, Math.ceil(msBeforeNext / 1000)),
      );
    }
  };
}

/**
 * Whom an address belongs to: one IPv4 address, or the 64 bits of an IPv6 network, within which a client may choose any
 * address it likes. https://www.rfc-editor.org/rfc/rfc4291#section-2.5.4
 */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped || !ip.includes(':')) return mapped ?? ip;
  const [head = '', tail] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail ? tail.split(':') : [];
  while (groups.length + rest.length < 8) groups.push('0');
  const network = [...groups, ...rest].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
