import type { IncomingMessage } from 'node:http';
import { getDomain } from 'tldts';
import {
  CLICK_COOKIE,
  COOKIE_DAYS,
  formatClick,
  parseClick,
  type StoredClick,
  TTP_COOKIE,
  VISITOR_COOKIE,
} from '../contract/cookies.ts';

const DAY_MS = 86_400_000;

/** A visitor id as the tag makes it. */
const VISITOR_VALUE = /^[\w-]{8,64}$/;

/** First-party cookies that came with a request; values that are not ours are left out. */
export interface RequestCookies {
  readonly click: StoredClick | undefined;
  readonly visitor: string | undefined;
  readonly ttp: string | undefined;
}

/** Reads our cookies and the pixel's out of the Cookie header. */
export function readCookies(request: IncomingMessage): RequestCookies {
  const visitor = cookie(request, VISITOR_COOKIE);
  return {
    click: parseClick(cookie(request, CLICK_COOKIE)),
    visitor: visitor !== undefined && VISITOR_VALUE.test(visitor) ? visitor : undefined,
    ttp: cookie(request, TTP_COOKIE),
  };
}

function cookie(request: IncomingMessage, name: string): string | undefined {
  for (const pair of request.headers.cookie?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() !== name) continue;
    try {
      return decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** What the tag says in its request; it wins over the cookies, which may be older. */
export interface Renewal {
  readonly ttclid?: string | undefined;
  readonly visitor?: string | undefined;
}

/**
 * The `Set-Cookie` values that renew the tag's cookies in the answer to an event. Set by the site's own host they
 * escape the seven days that Safari allows to cookies written by script.
 * https://webkit.org/blog/8828/intelligent-tracking-prevention-2-2/
 *
 * @param origin the page's origin, checked against the allow-list before
 * @param host the Host header: only a collector on the page's own site can set cookies for it
 * @param now ms
 */
export function renewCookies(
  cookies: RequestCookies,
  { ttclid, visitor }: Renewal,
  origin: string,
  host: string | undefined,
  now: number,
): string[] {
  const site = sharedDomain(origin, host ?? '');
  if (!site) return [];
  const attributes = `${site.attribute}; Path=/; SameSite=Lax${origin.startsWith('https:') ? '; Secure' : ''}`;
  const set = (name: string, value: string, maxAgeMs: number) =>
    `${name}=${encodeURIComponent(value)}; Max-Age=${Math.floor(maxAgeMs / 1000)}${attributes}`;

  const renewed: string[] = [];
  const visitorId = visitor ?? cookies.visitor;
  if (visitorId && VISITOR_VALUE.test(visitorId))
    renewed.push(set(VISITOR_COOKIE, visitorId, COOKIE_DAYS * DAY_MS));

  const stored = cookies.click && (!ttclid || cookies.click.ttclid === ttclid) ? cookies.click : undefined;
  const click = stored ?? parseClick(ttclid && formatClick({ capturedMs: now, source: 'tag', ttclid }));
  // A click's life counts from its capture (or from now, where the browser's clock is ahead): renewing the cookie
  // does not make the click younger.
  const clickLifeMs = click ? Math.min(click.capturedMs, now) + COOKIE_DAYS * DAY_MS - now : 0;
  if (click && clickLifeMs > 0) renewed.push(set(CLICK_COOKIE, formatClick(click), clickLifeMs));
  return renewed;
}

interface Site {
  /** Of Set-Cookie; empty for a cookie of the host alone. */
  readonly attribute: string;
}

/** Answers for the few pairs of page and collector that a site has: the list is long, and each event asks. */
const known = new Map<string, Site | undefined>();
const MAX_KNOWN = 100;

function sharedDomain(origin: string, host: string): Site | undefined {
  const pair = `${origin} ${host}`;
  if (known.has(pair)) return known.get(pair);
  const site = findSharedDomain(new URL(origin).hostname, host.replace(/:\d+$/, ''));
  // The Host header is the client's to choose, so what it fills must have an end.
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(pair, site);
  return site;
}

/**
 * The widest domain that page and collector share, by the public suffix list, as the tag finds it by trying.
 * Undefined where they are different sites.
 */
function findSharedDomain(page: string, collector: string): Site | undefined {
  const domain = getDomain(page, { allowPrivateDomains: true });
  if (domain === null) return page === collector ? { attribute: '' } : undefined;
  return getDomain(collector, { allowPrivateDomains: true }) === domain
    ? { attribute: `; Domain=${domain}` }
    : undefined;
}
