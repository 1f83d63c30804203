import { explain } from './explain.ts';
import { options } from './options.ts';

/** `1.<captured ms>.url.<ttclid>`, and its parts. */
export type Click = readonly [record: string, capturedMs: string, ttclid: string];

/**
 * The click id comes last because it contains dots itself: printable ASCII but the star, which separates what a
 * hand-over is made of, at most 1,000 characters (a real one has some 325), but no macro that the ad failed to fill in,
 * such as `__CLICKID__`, or the `_CLICKID_` of TikTok's own example.
 * https://ads.tiktok.com/help/article/tiktok-click-id
 */
const RECORD = /^1\.(\d{13})\.url\.((?!_)[!-)+-~]{1,1000})$/;

/**
 * The last one in the address: where an ad carries an unfilled macro of its own, TikTok's parameter comes behind it.
 * Also behind "#", where some routers keep their query; and in cookies, where other tools keep theirs as `ttclid`,
 * `_ttclid` or `tiktok_ttclid`.
 */
const PARAMETER = /.*(?:\b|_)ttclid=([^&#;]+)/;

/** Reads a stored click; nothing where it is not one of ours, or too old (or too far in the future) to count. */
export function readClick(record: string | undefined): Click | null | false {
  const click = RECORD.exec(record as string) as Click | null;
  // A click that is yet to come by more than a day turns into a very large number.
  return click && ((Date.now() - +click[1]) / 864e5) >>> 0 < options.cookieDays && click;
}

/** Finds a click id in an address, or among cookies; nothing where there is none, or none that can be one. */
export function findClick(text: string): Click | null | false {
  if (DEBUG) explain(whyNoClick(text));
  // Malformed escapes do not make it throw; every browser has it. https://tc39.es/ecma262/#sec-unescape-string
  const raw = PARAMETER.exec(text)?.[1];
  return !!raw && readClick(`1.${Date.now()}.url.${unescape(raw)}`);
}

/** In words, why a text gives the click that it gives, or none. */
function whyNoClick(text: string): string {
  const raw = PARAMETER.exec(text)?.[1];
  if (!raw) return `no click id: no ttclid in ${text || 'an empty address'}`;
  const id = unescape(raw);
  if (id.startsWith('_')) return `no click id: ${id} is a macro that the ad did not fill in`;
  if (!RECORD.test(`1.${Date.now()}.url.${id}`))
    return 'no click id: ttclid is not 1 to 1,000 characters of printable ASCII without a star';
  return `click id found: ${id}`;
}
