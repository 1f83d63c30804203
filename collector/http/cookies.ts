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

const COOKIE_LIFE_MS = COOKIE_DAYS * 86_400_000;

/**
 * A visitor id as the tag makes it; behind it, where the collector has renewed the cookie, when that was: Unix
 * seconds in base 36. Nobody else can tell a cookie's age, since browsers do not send it.
 */
const VISITOR_VALUE = /^([\w-]{8,64})(?:\.([0-9a-z]{6,7}))?$/;

/** First-party cookies that came with a request; values that are not ours are left out. */
export interface RequestCookies {
  readonly click: StoredClick | undefined;
  readonly visitor: string | undefined;
  /** When the collector last renewed them, in ms. */
  readonly renewedAt: number | undefined;
  readonly ttp: string | undefined;
}

/** Reads our cookies and the pixel's out of the Cookie header; of several of one name the first counts. */
export function readCookies(request: IncomingMessage): RequestCookies {
  const values: Record<string, string | undefined> = {};
  for (const pair of request.headers.cookie?.split(';') ?? []) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    if (name === CLICK_COOKIE || name === VISITOR_COOKIE || name === TTP_COOKIE) {
      values[name] ??= decoded(pair.slice(at + 1).trim());
    }
  }
  const [, visitor, renewed] = VISITOR_VALUE.exec(values[VISITOR_COOKIE] ?? '') ?? [];
  return {
    click: parseClick(values[CLICK_COOKIE]),
    visitor,
    renewedAt: renewed === undefined ? undefined : Number.parseInt(renewed, 36) * 1000,
    ttp: values[TTP_COOKIE],
  };
}

function decoded(value: string): string | undefined {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
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
 * @returns none where the cookies are as they should be, which is so for most requests
 */
export function renewCookies(
  cookies: RequestCookies,
  { ttclid, visitor = cookies.visitor }: Renewal,
  origin: string,
  host: string | undefined,
  now: number,
): string[] {
  const stored = cookies.click && (!ttclid || cookies.click.ttclid === ttclid) ? cookies.click : undefined;
  if (visitor === cookies.visitor && (stored || !ttclid) && isFresh(cookies, now)) return [];

  const site = sharedDomain(origin, host ?? '');
  if (!site) return [];
  const attributes = `${site.attribute}; Path=/; SameSite=Lax${origin.startsWith('https:') ? '; Secure' : ''}`;
  const set = (name: string, value: string, maxAgeMs: number) =>
    `${name}=${encodeURIComponent(value)}; Max-Age=${Math.floor(maxAgeMs / 1000)}${attributes}`;

  const renewed: string[] = [];
  const visitorId = VISITOR_VALUE.exec(visitor ?? '')?.[1];
  if (visitorId) {
    const value = `${visitorId}.${Math.floor(now / 1000).toString(36)}`;
    renewed.push(set(VISITOR_COOKIE, value, COOKIE_LIFE_MS));
  }
  const click = stored ?? parseClick(ttclid && formatClick({ capturedMs: now, source: 'tag', ttclid }));
  // A click's life counts from its capture (or from now, where the browser's clock is ahead): renewing the cookie
  // does not make the click younger.
  const clickLifeMs = click ? Math.min(click.capturedMs, now) + COOKIE_LIFE_MS - now : 0;
  if (click && clickLifeMs > 0) renewed.push(set(CLICK_COOKIE, formatClick(click), clickLifeMs));
  return renewed;
}

/** Renewed less than half a life ago, and not for an older click than this one. */
function isFresh({ click, renewedAt }: RequestCookies, now: number): boolean {
  if (renewedAt === undefined || now - renewedAt > COOKIE_LIFE_MS / 2) return false;
  return !click || click.capturedMs <= renewedAt;
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
