/** A macro that the ad did not fill in: `__CLICKID__`, or the `_CLICKID_` of TikTok's own example. */
const MACRO = /^_{1,2}[A-Z_]+_{1,2}$/;

/** Printable ASCII without "@"; a real one has some 325 characters, and 1,000 leave it room to grow. */
const PRINTABLE = /^[!-?A-~]{1,1000}$/;

/** A click id or browser id that is worth sending, unchanged; undefined where it is a macro or damaged. */
export function normaliseClickId(raw: string | undefined): string | undefined {
  const text = raw?.trim();
  return text && PRINTABLE.test(text) && !MACRO.test(text) ? text : undefined;
}
