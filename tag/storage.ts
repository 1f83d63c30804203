import Cookies from 'js-cookie';
import type { ClickCookie, CookieDays, TtpCookie, VisitorCookie } from '../collector/contract/cookies.ts';
import { attempt } from './attempt.ts';

/** The names are the contract's, under the compiler's eye; its values would bring the whole contract along. */
export const CLICK_COOKIE: ClickCookie = '_ct_click';
export const VISITOR_COOKIE: VisitorCookie = '_ct_id';
export const TTP_COOKIE: TtpCookie = '_ttp';
const COOKIE_DAYS: CookieDays = 30;
const PROBE = '_ct';

/** Reads a cookie; undefined where there is none, or where cookies are blocked (js-cookie throws then). */
export function read(name: string): string | undefined {
  return attempt(() => Cookies.get(name));
}

/** Keeps a value as a first-party cookie, for the whole site, and returns it. */
export function write(name: string, value: string): string {
  attempt(() =>
    Cookies.set(name, value, {
      expires: COOKIE_DAYS,
      sameSite: 'lax',
      secure: location.protocol === 'https:',
      domain: widestDomain(),
    }),
  );
  return value;
}

/** The widest domain that this browser accepts a cookie for: it knows the public suffixes, we need no list. */
function widestDomain(): string | undefined {
  const labels = location.hostname.split('.');
  for (let count = 1; count <= labels.length; count++) {
    const domain = labels.slice(-count).join('.');
    Cookies.set(PROBE, domain, { domain });
    const accepted = Cookies.get(PROBE);
    Cookies.remove(PROBE, { domain });
    if (accepted) return domain;
  }
  return undefined;
}
