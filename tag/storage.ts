import type {
  ClickCookie,
  FirstClickCookie,
  TtpCookie,
  VisitorCookie,
} from '../collector/contract/cookies.ts';
import { attempt } from './attempt.ts';
import { explain } from './explain.ts';
import { options } from './options.ts';

/** The names are the contract's, under the compiler's eye; its values would bring the whole contract along. */
export const CLICK: ClickCookie = '_ct_click';
export const VISITOR: VisitorCookie = '_ct_id';
export const FIRST_CLICK: FirstClickCookie = '_ct_first';
/** The browser id that another of the site's domains handed over. */
export const HANDED_TTP = '_ct_ttp';
export const CONSENT = '_ct_consent';
/** Requests that nobody has answered yet. */
export const KEPT = '_ct_kept';
/** The pixel's own: read, never written. */
export const TTP: TtpCookie = '_ttp';

/** Reads a value by its name; sets it where there is one given, removes it where that is empty. */
type Store = (name: string, value?: string) => unknown;

function webStore(open: () => Record<string, string>): Store {
  return (name, value) => {
    if (value) open()[name] = value;
    return value === '' ? delete open()[name] : open()[name];
  };
}

/**
 * Sets a cookie for the whole site, on this host alone or on a wider domain; an empty one is removed.
 * https://httpwg.org/specs/rfc6265.html#set-cookie
 */
function setCookie(name: string, value: string, domain = ''): void {
  const lifeSeconds = value ? options.cookieDays * 86400 : 0;
  const secure = location.protocol === 'https:' ? ';secure' : '';
  // An empty domain is none.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, and missing on pages without https.
  document.cookie = `${name}=${encodeURIComponent(value)};path=/;samesite=lax;max-age=${lifeSeconds};domain=${domain}${secure}`;
}

const memory = {};
let widest: string | undefined;

/** Of several values the first counts. What a page may not touch throws when it is touched. */
const stores: readonly Store[] = [
  (name, value) => {
    if (value === undefined) return readCookie(name);
    widest ??= options.cookieDomain || widestDomain(location.hostname) || '';
    // A foreign cookie of this name that belongs to this very host would hide ours.
    setCookie(name, '');
    return setCookie(name, value, widest);
  },
  webStore(() => localStorage),
  webStore(() => sessionStorage),
  webStore(() => memory),
];

/** All cookies; none where they are blocked. */
export function cookies(): string {
  return attempt(() => document.cookie) ?? '';
}

/** The first cookie of a name; undefined where there is none. */
export function readCookie(name: string): string | undefined {
  const value = cookies()
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`));
  // A malformed escape does not make it throw, so that the value can be seen and put right.
  return value && unescape(value.slice(name.length + 1));
}

/**
 * Reads a value from the first store that has a valid one, and puts it right wherever it is missing, different or
 * spoilt; what is only spoilt is removed. A value that is right is left alone: written by script, a cookie that the
 * collector has set would fall under Safari's seven days again.
 * https://webkit.org/blog/8828/intelligent-tracking-prevention-2-2/
 */
export function read<Result>(
  name: string,
  parse: (value?: string) => Result | undefined,
): Result | undefined {
  const values = stores.map((store) => attempt(() => store(name))) as (string | undefined)[];
  const found = values.find(parse);
  if (DEBUG) explain(name, 'in cookie, localStorage, sessionStorage, this page:', values, 'valid:', found);
  stores.forEach((store, index) => values[index] === found || attempt(() => store(name, found ?? '')));
  return parse(found);
}

/** Keeps a value in every store that takes it, and returns it; an empty one is removed from everywhere. */
export function write(name: string, value: string): string {
  stores.forEach((store) => attempt(() => store(name, value)));
  return value;
}

/** Removes all that is ours, from everywhere. */
export function forget(): void {
  [CLICK, FIRST_CLICK, VISITOR, HANDED_TTP, CONSENT, KEPT].forEach((name) => write(name, ''));
}

/**
 * The widest domain that this browser takes a cookie for, found by trying, from the host outwards: it knows the public
 * suffixes, we need no list, and the first refusal is the last try.
 */
function widestDomain(domain: string): string | undefined {
  // An address has no wider domain, though WebKit would take one.
  if (/\d$/.test(domain)) return undefined;
  const probe = `_ct${Math.random()}`;
  setCookie(probe, domain, domain);
  const taken = readCookie(probe);
  setCookie(probe, '', domain);
  return taken && (widestDomain(domain.replace(/^[^.]+\.?/, '')) || taken);
}
