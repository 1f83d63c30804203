/** An e-mail address as it stands in free text or, with "%40", in an address bar. */
const EMAIL = /[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/gi;

/** An international number; national ones look like order numbers and are left. */
const PHONE = /(?:\+|%2B)\d[\d\s().-]{6,20}\d/gi;

/** Takes e-mail addresses and phone numbers out of text that goes to disk and to TikTok in the clear. */
export function redact(text: string | undefined): string | undefined {
  return text?.replace(EMAIL, '[email]').replace(PHONE, '[phone]');
}
