import { getDomain } from 'tldts';

/** The site that a page and the collector have in common. */
export interface Site {
  /** Of Set-Cookie; empty for a cookie of the host alone. */
  readonly attribute: string;
}

/** Answers for the few pairs of page and collector that a site has: the list is long, and each event asks. */
const known = new Map<string, Site | undefined>();
const MAX_KNOWN = 100;

/**
 * The widest domain that page and collector share, by the public suffix list, as the tag finds it by trying.
 *
 * @param origin the page's origin
 * @param host the Host header, as the client sent it
 * @returns undefined where they are different sites
 */
export function sharedDomain(origin: string, host: string): Site | undefined {
  const pair = `${origin} ${host}`;
  if (known.has(pair)) return known.get(pair);
  const site = findSharedDomain(new URL(origin).hostname, host.replace(/:\d+$/, ''));
  // The Host header is the client's to choose, so what it fills must have an end.
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(pair, site);
  return site;
}

function findSharedDomain(page: string, collector: string): Site | undefined {
  const domain = getDomain(page, { allowPrivateDomains: true });
  if (domain === null) return page === collector ? { attribute: '' } : undefined;
  return getDomain(collector, { allowPrivateDomains: true }) === domain
    ? { attribute: `; Domain=${domain}` }
    : undefined;
}
