/** A macro that the ad did not fill in: `__CLICKID__`, or the `_CLICKID_` of TikTok's own example. */
const MACRO = /^_{1,2}[A-Z_]+_{1,2}$/;

/** Printable ASCII without "@". */
const PRINTABLE = /^[!-?A-~]+$/;

/** A real click id has some 325 characters, and 1,000 leave it room to grow. */
const MAX_LENGTH = 1000;

/** A click id or browser id that is worth sending, unchanged; undefined where it is a macro or damaged. */
export function normaliseClickId(raw: string | undefined, maxLength = MAX_LENGTH): string | undefined {
  const text = raw?.trim();
  return text &&
    text.length <= maxLength &&
    PRINTABLE.test(text) &&
    !(text.startsWith('_') && MACRO.test(text))
    ? text
    : undefined;
}
