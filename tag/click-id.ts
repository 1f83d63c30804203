import { attempt } from './attempt.ts';

/**
 * The last one in the address: where an ad carries an unfilled macro of its own, TikTok's parameter comes behind
 * it. Also behind "#", where some routers keep their query.
 */
const PARAMETER = /.*[?&#]ttclid=([^&#]+)/;

/**
 * Printable ASCII, at most 1,000 characters (a real one has some 325), but no macro that the ad failed to fill in:
 * `__CLICKID__`, or the `_CLICKID_` of TikTok's own example. https://ads.tiktok.com/help/article/tiktok-click-id
 */
const CLICK_ID = /^(?!__?[A-Z_]+_$)[!-~]{1,1000}$/;

/**
 * Finds the click id in an address.
 *
 * @returns the id, or undefined where there is none, it is a macro, or it is damaged beyond use
 */
export function findClickId(url: string): string | undefined {
  const raw = PARAMETER.exec(url)?.[1] ?? '';
  // A malformed escape must not cost the click (it makes decodeURIComponent throw): keep the raw text then.
  const id = attempt(() => decodeURIComponent(raw)) ?? raw;
  return CLICK_ID.test(id) ? id : undefined;
}
