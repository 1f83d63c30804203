import { expect, it } from 'vitest';
import { normaliseIp } from './ip.ts';

// https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry
it.each([
  { raw: '8.8.8.8', ip: '8.8.8.8', reason: 'public' },
  { raw: ' 8.8.8.8 ', ip: '8.8.8.8', reason: 'trimmed' },
  { raw: '2001:4860:4860::8888', ip: '2001:4860:4860::8888', reason: 'public, compressed' },
  {
    raw: '2001:4860:4860:0000:0000:0000:0000:8888',
    ip: '2001:4860:4860:0000:0000:0000:0000:8888',
    reason: 'public, in full: TikTok takes both forms',
  },
  {
    raw: '::ffff:8.8.8.8',
    ip: '8.8.8.8',
    reason: 'IPv4 as a dual-stack socket reports it (RFC 4291, 2.5.5.2)',
  },
  { raw: '172.15.255.255', ip: '172.15.255.255', reason: 'the last before 172.16/12' },
  { raw: '172.32.0.0', ip: '172.32.0.0', reason: 'the first after it' },
  { raw: '100.63.255.255', ip: '100.63.255.255', reason: 'the last before 100.64/10' },
  { raw: '223.255.255.255', ip: '223.255.255.255', reason: 'the last before multicast' },
  { raw: '0.0.0.0', ip: undefined, reason: '"this" network' },
  { raw: '10.1.2.3', ip: undefined, reason: 'private' },
  { raw: '172.16.0.1', ip: undefined, reason: 'private' },
  { raw: '172.31.255.255', ip: undefined, reason: 'private' },
  { raw: '192.168.0.1', ip: undefined, reason: 'private' },
  { raw: '100.64.0.1', ip: undefined, reason: 'shared by a carrier' },
  { raw: '127.0.0.1', ip: undefined, reason: 'loopback' },
  { raw: '169.254.169.254', ip: undefined, reason: 'link-local' },
  { raw: '224.0.0.1', ip: undefined, reason: 'multicast' },
  { raw: '255.255.255.255', ip: undefined, reason: 'broadcast' },
  { raw: '::', ip: undefined, reason: 'unspecified' },
  { raw: '::1', ip: undefined, reason: 'loopback' },
  { raw: 'fd00::1', ip: undefined, reason: 'unique local' },
  { raw: 'fe80::1', ip: undefined, reason: 'link-local' },
  { raw: 'fe80::1%eth0', ip: undefined, reason: 'link-local with its zone' },
  { raw: 'ff02::1', ip: undefined, reason: 'multicast' },
  { raw: '::ffff:10.0.0.1', ip: undefined, reason: 'private IPv4 in IPv6' },
  { raw: '::ffff:a00:1', ip: undefined, reason: 'the same in hex' },
  { raw: '8.8.8.8:443', ip: undefined, reason: 'with a port' },
  { raw: '8.8.8.8, 1.1.1.1', ip: undefined, reason: 'a list of proxies' },
  { raw: '008.8.8.8', ip: undefined, reason: 'octal or decimal? nobody knows' },
  { raw: 'localhost', ip: undefined, reason: 'a name' },
  { raw: '', ip: undefined, reason: 'blank' },
  { raw: undefined, ip: undefined, reason: 'absent' },
])('$raw is $ip: $reason', ({ raw, ip }) => {
  expect(normaliseIp(raw)).toBe(ip);
});
