import { explain } from './explain.ts';

/** Name of the hand-off parameter. Brave takes `_gl` and its kin out of links, this one not. https://github.com/brave/brave-core/blob/master/components/query_filter/utils.cc */
export const PARAMETER = '_ct';

/** As it stands in an address. A short parameter of this name is the site's own, and stays where it is. */
const IN_ADDRESS = /([?&])_ct=([^&#]{25,})(&?)/;

/** What is known of a visitor, none of it with a star in it, behind the minute of the hand-over. */
export type HandOver = readonly [minute: string, visitor: string, ttp: string, click: string];

/**
 * Puts a checksum before a hand-over: over it and what tells one browser from another, so that a link that is passed
 * on to somebody else does not make them the same visitor. Modulo 2^32 each step is a bijection (31 is odd), so two
 * texts that differ in one character never agree. https://en.wikipedia.org/wiki/Rolling_hash#Polynomial_rolling_hash
 */
export function sign(handOver: readonly unknown[]): string {
  const text = handOver.join('*');
  let hash = 0;
  for (const character of navigator.userAgent + navigator.language + new Date().getTimezoneOffset() + text) {
    hash = (hash * 31 + character.charCodeAt(0)) | 0;
  }
  return `${hash}*${text}`;
}

/** A hand-over is valid in the minute that it was made in and in the next one: at most 120 seconds. */
export const MINUTE_MS = 6e4;

/** Reads the hand-over of an address; nothing where it is forged, spoilt, stale, or was made in another browser. */
export function findHandOver(url: string): HandOver | false {
  const text = unescape(IN_ADDRESS.exec(url)?.[2] as string);
  const [, ...handOver] = text.split('*');
  if (DEBUG) explain(whyNoHandOver(text, handOver));
  const isYoung = [0, 1].includes(((Date.now() / MINUTE_MS) | 0) - +(handOver[0] as string));
  return isYoung && sign(handOver) === text && (handOver as unknown as HandOver);
}

/** Takes the hand-over out of an address or a query and leaves every other byte as it was. */
export function withoutHandOver(url: string): string {
  return url.replace(IN_ADDRESS, (_match, lead, _value, more) => more && lead);
}

/** In words, why an address gives the hand-over that it gives, or none. */
function whyNoHandOver(text: string, [minute, ...known]: string[]): string {
  if (!minute) return `no hand-over: no ${PARAMETER} in the address`;
  if (sign([minute, ...known]) !== text) return 'hand-over refused: altered, or made in another browser';
  const age = Date.now() / MINUTE_MS - +minute;
  return age >= 0 && age < 2 ? 'hand-over taken' : `hand-over refused: ${Math.floor(age)} minutes old`;
}
