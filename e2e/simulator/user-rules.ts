import { BlockList, isIP } from 'node:net';
import type { EventSource } from './event-names.ts';
import { objectOf, oneOf, oneOrMany, paramFault, type Rule, text, textWhere } from './shape.ts';

/** Lower-case hexadecimal SHA-256, https://business-api.tiktok.com/portal/docs (Events API, `user`). */
const hashed: Rule = (value, path) => {
  const fault = text(value, path);
  if (fault) return fault;
  if (!/^[0-9a-f]{64}$/i.test(String(value))) return { code: 40062, message: `${path}: PII not hashed.` };
  return /[A-F]/.test(String(value))
    ? paramFault(path, 'SHA-256 must be lower-case hexadecimal.')
    : undefined;
};

/** Addresses that can never be a shopper's. Documentation ranges (RFC 5737, RFC 3849) stay usable for tests. */
const notPublic4 = new BlockList();
/** Apart: an IPv4 address would match the range of mapped addresses. */
const notPublic6 = new BlockList();
for (const range of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  notPublic4.addSubnet(range[0], range[1], 'ipv4');
}
for (const range of [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  notPublic6.addSubnet(range[0], range[1], 'ipv6');
}

export function isPublicAddress(value: string): boolean {
  const family = isIP(value);
  if (family === 4) return !notPublic4.check(value, 'ipv4');
  return family === 6 && !value.includes('%') && !notPublic6.check(value, 'ipv6');
}

function isLanguageTag(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

/** https://ads.tiktok.com/help/article/tiktok-click-id : a macro that was never filled in is not a click. */
const isClickId = (value: string) => /^[\x21-\x7e]{1,1000}$/.test(value) && !/_CLICKID_/i.test(value);

const deviceId = (pattern: RegExp): Rule =>
  textWhere((value) => pattern.test(value) || /^[0-9a-f]{64}$/.test(value), 'Not a valid device id.');

const plainPlace = textWhere((value) => !/^[0-9a-f]{64}$/i.test(value), 'Must not be hashed.');

/** Field → rule → the sources that document it. */
const fields: readonly (readonly [string, Rule, readonly EventSource[]])[] = [
  ['email', oneOrMany(hashed), ['web', 'app', 'offline', 'crm']],
  ['phone', oneOrMany(hashed), ['web', 'app', 'offline', 'crm']],
  // Offline: not in TikTok's text, but Segment's offline action sends both of these two.
  ['external_id', oneOrMany(hashed), ['web', 'crm', 'offline']],
  ['ttclid', textWhere(isClickId, 'Not a valid click id.'), ['web', 'offline']],
  ['ttp', textWhere((value) => /^[\x21-\x7e]{1,200}$/.test(value), 'Not a valid _ttp value.'), ['web']],
  ['ip', textWhere(isPublicAddress, 'Not a public IPv4 or IPv6 address.'), ['web', 'app']],
  ['user_agent', text, ['web', 'app']],
  ['locale', textWhere(isLanguageTag, 'Not a BCP 47 language tag.'), ['web', 'app']],
  ['idfa', deviceId(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/), ['app']],
  ['gaid', deviceId(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/), ['app']],
  ['idfv', text, ['app']],
  ['att_status', oneOf('AUTHORIZED', 'DENIED', 'NOT_DETERMINED', 'RESTRICTED', 'NOT_APPLICABLE'), ['app']],
  ['first_name', hashed, ['web']],
  ['last_name', hashed, ['web']],
  ['zip_code', hashed, ['web']],
  ['city', plainPlace, ['web']],
  ['state', plainPlace, ['web']],
  ['country', plainPlace, ['web']],
];

const userOf = (source: EventSource): Rule =>
  objectOf(
    Object.fromEntries(
      fields.filter(([, , sources]) => sources.includes(source)).map(([name, rule]) => [name, rule]),
    ),
  );

export const userRules: Readonly<Record<EventSource, Rule>> = {
  web: userOf('web'),
  app: userOf('app'),
  offline: userOf('offline'),
  crm: userOf('crm'),
};
