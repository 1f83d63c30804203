import { BlockList, isIP } from 'node:net';

/**
 * Addresses that belong to no visitor: private, loopback, link-local, shared (CGNAT), unspecified, multicast.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const notPublic4 = new BlockList();
/** Apart from the other: an IPv4 address would match the range of mapped addresses. */
const notPublic6 = new BlockList();
for (const [network, prefix] of [
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
  notPublic4.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  notPublic6.addSubnet(network, prefix, 'ipv6');
}

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The address as TikTok takes it: public IPv4, or public IPv6 in any form; undefined for all others. */
export function normaliseIp(raw: string | undefined): string | undefined {
  const trimmed = raw?.trim() ?? '';
  const ip = MAPPED_IPV4.exec(trimmed)?.[1] ?? trimmed;
  const version = isIP(ip);
  // A zone ("fe80::1%eth0") is valid to isIP and always local.
  if (version === 0 || ip.includes('%')) return undefined;
  const isPublic = version === 4 ? !notPublic4.check(ip, 'ipv4') : !notPublic6.check(ip, 'ipv6');
  return isPublic ? ip : undefined;
}
