import { createHash } from 'node:crypto';
import { type Fault, isRecord, paramFault } from './shape.ts';

const sha256 = (value: string) => createHash('sha256').update(value).digest('hex');

/** What a form or a template leaves behind for "nobody". Hashed, all these shoppers become one person. */
const blanks = [
  '',
  ' ',
  'null',
  'undefined',
  '0',
  'guest',
  'n/a',
  'none',
  'nan',
  'NaN',
  '+',
  '[object Object]',
];
const hashesOfNothing = new Set(blanks.map(sha256));

const emailAddress = /[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/i;
/** A plus glued to a word is a space in a query (`?q=case+20261118`), not a country code. */
const internationalPhone = /(?<![A-Za-z0-9])\+(?:[ ().-]{0,2}\d){8,15}(?!\d)/;
/** Without a plus only where a phone number is expected: elsewhere it would be an order number or a time. */
const anyPhone = /^[(]?(?:[ ().-]{0,2}\d){8,15}$/;
/** Opaque or technical: their digits are nobody's number. */
const opaqueUserFields = new Set(['ttclid', 'ttp', 'ip', 'user_agent']);

/** ASCII only, so that one malformed escape elsewhere in an address hides nothing. */
const decoded = (value: string) =>
  value.replace(/%([0-7][0-9a-f])/gi, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

function rawIdentity(value: string, path: string): string | undefined {
  const field = path.split('.').findLast((step) => !/^\d+$/.test(step)) ?? '';
  const inUser = /(^|\.)user\./.test(path);
  const opaque = inUser && opaqueUserFields.has(field);
  // Twice: an address inside an address is encoded twice.
  for (const form of new Set([value, decoded(value), decoded(decoded(value))])) {
    if (form.includes('@') && emailAddress.test(form)) return 'a raw email address';
    if (!opaque && internationalPhone.test(form)) return 'a raw phone number';
    if (inUser && !opaque && anyPhone.test(form)) return 'a raw phone number';
  }
  return undefined;
}

function faultOfText(value: string, path: string): Fault | undefined {
  if (value.trim() === '') return paramFault(path, 'Empty strings are not accepted.');
  if (hashesOfNothing.has(value.toLowerCase())) {
    return paramFault(path, 'This is the SHA-256 of an empty or placeholder value.');
  }
  const raw = rawIdentity(value, path);
  return raw === undefined ? undefined : { code: 40062, message: `${path}: PII not hashed, found ${raw}.` };
}

/** What may stand nowhere in a request, whatever the field: nothing, hashes of nothing, and raw identities. */
export function findForbiddenValue(value: unknown, path: string): Fault | undefined {
  if (value === null) return paramFault(path, 'Field may not be null.');
  if (typeof value === 'string') return faultOfText(value, path);
  if (!Array.isArray(value) && !isRecord(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length === 0) return paramFault(path, 'Empty lists and objects are not accepted.');
  for (const [name, entry] of entries) {
    const fault = findForbiddenValue(entry, path === '' ? name : `${path}.${name}`);
    if (fault) return fault;
  }
  return undefined;
}
