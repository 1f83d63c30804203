import { hash } from 'node:crypto';
import { readPhoneNumber } from './phone-number.ts';

/**
 * Match keys: cleaned as TikTok documents, then SHA-256 in lower-case hex.
 * https://business-api.tiktok.com/portal/docs?id=1771101186666498 (hashing and normalisation)
 * What is nobody's (a blank, a guest) or cannot be cleaned is left out: a wrong hash matches nobody, or the wrong one.
 */

const SHA256 = /^[0-9a-f]{64}$/i;

/** What shops write where they know nobody; hashed, these would make one person of all guests. */
const BLANKS = ['', '0', 'null', 'undefined', '(null)', '[object object]', 'guest', 'n/a', 'none', 'nan'];

/** Without a letter or a digit it is a slip of a form. */
const TELLING = /[\p{L}\p{N}]/u;

const LONGEST_BLANK = Math.max(...BLANKS.map(({ length }) => length));

/** The same where a sender has hashed it already: SHA-256 of the empty string is the usual one. */
const NOBODY: ReadonlySet<string> = new Set([...BLANKS, ...BLANKS.map(sha256)]);

/** Where nobody wants to know. */
const ignore = () => {};

type Raw = string | number | readonly (string | number)[] | undefined;

/** SHA-256 of the UTF-8 text, 64 lower-case hex digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Whether a value, plain or hashed, is what is written where nobody is known. */
export function isNobody(text: string): boolean {
  // Most values are longer than a blank and shorter than a hash.
  return (text.length <= LONGEST_BLANK || text.length === 64) && NOBODY.has(text.toLowerCase());
}

/** Is told of each value that says something and cannot be read. */
type OnUnreadable = () => void;

/**
 * Hashes each value after `clean`; values that are SHA-256 already pass, in lower case.
 *
 * @param clean returns the text to hash, or undefined where the value is not usable
 * @returns distinct hashes in the order given; undefined where none is left
 */
function hashEach(
  raw: Raw,
  onUnreadable: OnUnreadable,
  clean: (text: string) => string | undefined,
): string[] | undefined {
  if (raw === undefined) return undefined;
  if (typeof raw !== 'object') {
    const hashed = hashOne(String(raw), onUnreadable, clean);
    return hashed === undefined ? undefined : [hashed];
  }
  const hashes = new Set(raw.flatMap((value) => hashOne(String(value), onUnreadable, clean) ?? []));
  return hashes.size > 0 ? [...hashes] : undefined;
}

function hashOne(
  raw: string,
  onUnreadable: OnUnreadable,
  clean: (text: string) => string | undefined,
): string | undefined {
  const text = raw.trim();
  if (isNobody(text)) return undefined;
  if (text.length === 64 && SHA256.test(text)) return text.toLowerCase();
  const cleaned = clean(text);
  if (cleaned && TELLING.test(cleaned) && !isNobody(cleaned)) return sha256(cleaned);
  onUnreadable();
  return undefined;
}

/** One "@" with something on both sides and no blanks: enough to tell an address from a slip of the form. */
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** E-mail: trimmed, lower case. */
export function normaliseEmail(raw: Raw, onUnreadable: OnUnreadable = ignore): string[] | undefined {
  return hashEach(raw, onUnreadable, (text) => {
    const email = text.normalize('NFKC').trim().toLowerCase();
    return EMAIL.test(email) ? email : undefined;
  });
}

/**
 * Phone: E.164 with its plus.
 *
 * @param countries ISO 3166-1 alpha-2, for national numbers: the first that is one counts; without any, only
 *   international numbers are understood
 */
export function normalisePhone(
  raw: Raw,
  countries: readonly (string | undefined)[] = [],
  onUnreadable: OnUnreadable = ignore,
): string[] | undefined {
  return hashEach(raw, onUnreadable, (text) => readPhoneNumber(text, countries));
}

/** External id: trimmed and otherwise as it is, since TikTok documents neither lower-casing nor composing for it. */
export function normaliseExternalId(raw: Raw): string[] | undefined {
  return hashEach(raw, ignore, (text) => text);
}

/** First and last name: lower case, without blanks. */
export function normaliseName(raw: string | undefined): string | undefined {
  return hashEach(raw, ignore, (text) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ''))?.[0];
}

/** Postcode: lower case, without blanks and dashes. */
export function normaliseZipCode(raw: string | undefined): string | undefined {
  return hashEach(raw, ignore, (text) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s-]+/g, ''),
  )?.[0];
}

/** City, state, country: plain, lower case, letters and digits of any script. */
export function normalisePlace(raw: string | undefined): string | undefined {
  const text = raw?.normalize('NFKC').trim().toLowerCase() ?? '';
  const place = text.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
  // Without a letter it names no place, and may be a number of somebody's.
  return NOBODY.has(text) || !/\p{L}/u.test(place) ? undefined : place;
}
