/**
 * The first-party cookies. Both the tag and the collector write them, so their names and shapes are part of
 * the contract; the tag takes the types only and repeats the literals under the compiler's eye.
 */
export const CLICK_COOKIE = '_ct_click';
/** The first click of the visitor, in the same shape. */
export const FIRST_CLICK_COOKIE = '_ct_first';
export const VISITOR_COOKIE = '_ct_id';

/** Set by TikTok's pixel; read, and at most renewed with the value that it has. https://ads.tiktok.com/help/article/using-cookies-with-tiktok-pixel */
export const TTP_COOKIE = '_ttp';

/** Their life where no setting says otherwise: thirty days, a little over TikTok's longest click window (28 days). https://ads.tiktok.com/help/article/attribution-manager */
export const COOKIE_DAYS = 30;

export type ClickCookie = typeof CLICK_COOKIE;
export type FirstClickCookie = typeof FIRST_CLICK_COOKIE;
export type VisitorCookie = typeof VISITOR_COOKIE;
export type TtpCookie = typeof TTP_COOKIE;

/** `1.<captured ms>.<source>.<ttclid>`; the click id comes last because it contains dots itself. No macro such as `__CLICKID__`. */
const CLICK_VALUE = /^1\.(\d{13})\.([a-z]{1,12})\.((?!__?[A-Z_]+_$)[!-~]{1,1000})$/;

export interface StoredClick {
  readonly capturedMs: number;
  readonly source: string;
  readonly ttclid: string;
}

/** Reads a value of `_ct_click` or `_ct_first`; undefined where it is not one of ours. */
export function parseClick(value: string | undefined): StoredClick | undefined {
  const match = value === undefined ? null : CLICK_VALUE.exec(value);
  if (!match) return undefined;
  return { capturedMs: Number(match[1]), source: String(match[2]), ttclid: String(match[3]) };
}

/** Writes such a value. */
export function formatClick(click: StoredClick): string {
  return `1.${click.capturedMs}.${click.source}.${click.ttclid}`;
}
