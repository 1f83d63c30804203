/**
 * An e-mail address as it stands in free text or, with "%40" and "%2B", in an address bar. At most 64 characters
 * stand before the "@" (https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.1); without that bound a long word
 * would be searched anew from each of its letters.
 */
const EMAIL = /[\p{L}\p{N}_.%+-]{1,64}(?:[@＠]|%(?:25)*40)[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/giu;

/** An international number; national ones look like order numbers and are left. */
const PHONE = /(?:[+＋]|%(?:25)*2B)\d(?:[\d\s().+-]|%(?:25)*(?:20|28|29|2D|2E)){6,40}\d/giu;

/** Most texts hold neither sign, and are done with here. */
const SUSPECT = /[@＠+＋]|%(?:25)*(?:40|2B)/i;

/** Takes e-mail addresses and phone numbers out of text that goes to disk and to TikTok in the clear. */
export function redact(text: string | undefined): string | undefined {
  if (text === undefined || !SUSPECT.test(text)) return text;
  return text.replace(EMAIL, '[email]').replace(PHONE, '[phone]');
}

/** One of them is in every text that the two could be in. Native searches: most events are done with here. */
const SIGNS = ['@', '+', '%', '＠', '＋'];

/**
 * The JSON of an event as it goes to disk and to TikTok: whatever text a person stands in, it is taken out. Its `user`
 * is left alone: it is hashed, and clean.
 */
export function writeClean(event: object): string {
  const text = JSON.stringify(event);
  if (!SIGNS.some((sign) => text.includes(sign))) return text;
  const { user, ...said } = event as { readonly user?: unknown };
  return JSON.stringify({ ...redactAll(said), user });
}

/** The same for each text in an object or array, however deep; what is no text stays as it is. */
function redactAll<Value>(value: Value): Value {
  return redactUnknown(value) as Value;
}

/** Copies only what changes: nearly nothing does. */
function redactUnknown(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  let copy: Record<string, unknown> | undefined;
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key];
    const kept = redactUnknown(field);
    if (kept === field) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    copy[key] = kept;
  }
  return copy ?? value;
}
