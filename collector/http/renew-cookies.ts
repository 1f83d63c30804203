import {
  CLICK_COOKIE,
  FIRST_CLICK_COOKIE,
  formatClick,
  parseClick,
  type StoredClick,
  TTP_COOKIE,
  VISITOR_COOKIE,
} from '../contract/cookies.ts';
import { type RequestCookies, splitVisitor } from './cookies.ts';
import { sharedDomain } from './shared-domain.ts';

const DAY_MS = 86_400_000;

/** The thirteen months that TikTok gives its own cookie. https://ads.tiktok.com/help/article/using-cookies-with-tiktok-pixel */
const TTP_LIFE_MS = 390 * DAY_MS;

/**
 * Cookies are renewed at half their life, and after this time at the latest: those of before the setting was raised
 * have a shorter life, which nobody can see.
 */
const MAX_AGE_MS = 15 * DAY_MS;

/** Clocks of several collectors may differ; a cookie that says to be renewed later than that was not by us. */
const MAX_SKEW_MS = 300_000;

export interface RenewalRules {
  /** How long our own cookies live, in days. */
  readonly days: number;
  /** Whether the pixel's `_ttp` is renewed beside them. */
  readonly ttp: boolean;
}

/** What the tag says in its request; it wins over the cookies, which may be older. */
export interface Renewal {
  readonly ttclid?: string | undefined;
  readonly visitor?: string | undefined;
}

/**
 * Makes the function that gives the `Set-Cookie` values which renew the tag's cookies in the answer to an event. Set
 * by the site's own host they escape the seven days that Safari allows to cookies written by script.
 * https://webkit.org/blog/8828/intelligent-tracking-prevention-2-2/
 *
 * @returns a function of the cookies that came, what the tag says, the page's origin (checked against the allow-list
 *   before), the Host header (only a collector on the page's own site can set cookies for it) and the time in ms;
 *   its result is empty where the cookies are as they should be, which is so for most requests
 */
export function createRenewCookies({ days, ttp: renewsTtp }: RenewalRules) {
  const lifeMs = days * DAY_MS;
  const freshMs = Math.min(lifeMs / 2, MAX_AGE_MS);

  /** Renewed a short while ago, and not for an older click than these. */
  function isFresh({ click, first, renewedAt }: RequestCookies, now: number): boolean {
    if (renewedAt === undefined || now - renewedAt > freshMs || renewedAt - now > MAX_SKEW_MS) return false;
    return !isLater(click, renewedAt) && !isLater(first, renewedAt);
  }

  /**
   * A click's life counts from its capture (or from now, where the browser's clock is ahead): renewing the cookie
   * does not make the click younger.
   */
  function restOfLife({ capturedMs }: StoredClick, now: number): number {
    return Math.min(capturedMs, now) + lifeMs - now;
  }

  return function renewCookies(
    cookies: RequestCookies,
    said: Renewal,
    origin: string,
    host: string | undefined,
    now: number,
  ): string[] {
    // The tag resends what nobody has answered: it may speak of a click and a visitor of before these cookies.
    const { ttclid } = said;
    const visitor = cookies.visitor ?? said.visitor;
    const stored = cookies.click;
    if (cookies.visitor && (stored || !ttclid) && isFresh(cookies, now)) return [];

    const site = sharedDomain(origin, host ?? '');
    if (!site) return [];
    const attributes = `${site.attribute}; Path=/; SameSite=Lax${origin.startsWith('https:') ? '; Secure' : ''}`;
    const renewed: string[] = [];
    const set = (name: string, value: string, maxAgeMs: number) =>
      renewed.push(
        `${name}=${encodeURIComponent(value)}; Max-Age=${Math.floor(maxAgeMs / 1000)}${attributes}`,
      );
    const setClick = (name: string, click: StoredClick | undefined) => {
      const restMs = click ? restOfLife(click, now) : 0;
      if (click && restMs > 0) set(name, formatClick(click), restMs);
    };

    const [visitorId] = splitVisitor(visitor ?? '') ?? [];
    if (visitorId) {
      set(VISITOR_COOKIE, `${visitorId}.${Math.floor(now / 1000).toString(36)}`, lifeMs);
      // Only beside the cookie that says when that was: else each event would do it again.
      if (renewsTtp && cookies.renewableTtp) set(TTP_COOKIE, cookies.renewableTtp, TTP_LIFE_MS);
    }
    setClick(
      CLICK_COOKIE,
      stored ?? parseClick(ttclid && formatClick({ capturedMs: now, source: 'url', ttclid })),
    );
    setClick(FIRST_CLICK_COOKIE, cookies.first);
    return renewed;
  };
}

function isLater(click: StoredClick | undefined, renewedAt: number): boolean {
  return click !== undefined && click.capturedMs > renewedAt;
}
