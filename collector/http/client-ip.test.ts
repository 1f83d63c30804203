import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createClientIp } from './client-ip.ts';

/** A request as it reaches the collector: the socket's other end, and the header, which anybody can write. */
const requestFrom = (remoteAddress: string | undefined, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

// Addresses for documentation: https://www.rfc-editor.org/rfc/rfc5737, https://www.rfc-editor.org/rfc/rfc3849
const visitor = '203.0.113.7';
const forged = '198.51.100.66';

describe('the client address', () => {
  // The header's last entry was written by the nearest proxy: it is read from the right.
  // https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Forwarded-For
  it.each<[readonly string[], string, string | undefined, string, string]>([
    [[], visitor, undefined, visitor, 'no proxy, no header'],
    [[], visitor, forged, visitor, 'no proxy is trusted: the header is the visitor’s own invention'],
    [['0'], visitor, forged, visitor, 'zero proxies'],
    [['1'], '10.0.0.1', visitor, visitor, 'one proxy'],
    [['1'], '10.0.0.1', `${forged}, ${visitor}`, visitor, 'one proxy, and a forged header before it'],
    [['1'], '10.0.0.1', undefined, '10.0.0.1', 'one proxy that sends no header'],
    [['2'], '10.0.0.1', `${forged}, ${visitor}, 10.0.0.2`, visitor, 'two proxies, and a forged header'],
    [['2'], '10.0.0.1', visitor, visitor, 'two proxies, of which one was passed by'],
    [['10.0.0.0/8'], '10.9.8.7', `${forged}, ${visitor}`, visitor, 'a trusted network'],
    [['10.0.0.0/8'], '10.0.0.1', `${visitor}, 10.0.0.3, 10.0.0.2`, visitor, 'a chain within the network'],
    [['10.0.0.0/8'], '11.0.0.1', visitor, '11.0.0.1', 'a socket outside the network'],
    [['10.0.0.0/8'], '10.0.0.1', `${visitor}, 11.0.0.9, 10.0.0.2`, '11.0.0.9', 'a gap in the chain ends it'],
    [['10.0.0.1', '10.0.0.2'], '10.0.0.1', `${visitor}, 10.0.0.2`, visitor, 'single addresses'],
    [['loopback'], '127.0.0.1', visitor, visitor, 'a proxy on the same machine'],
    [['loopback'], '::1', visitor, visitor, 'the same, over IPv6'],
    [['loopback'], '::ffff:127.0.0.1', visitor, visitor, 'the same, on a socket for both versions'],
    [['loopback'], '10.0.0.1', visitor, '10.0.0.1', 'a proxy elsewhere'],
    [['linklocal'], '169.254.1.1', visitor, visitor, '169.254.0.0/16'],
    [['uniquelocal'], '192.168.1.1', visitor, visitor, 'private networks'],
    [['loopback', 'uniquelocal'], '127.0.0.1', `${visitor}, 192.168.1.1`, visitor, 'several names'],
    [['1'], '10.0.0.1', '2001:db8::7', '2001:db8::7', 'a visitor with IPv6'],
    [['2001:db8:1::/48'], '2001:db8:1::5', '2001:db8::7', '2001:db8::7', 'a network of IPv6'],
    [['2001:db8:1::/48'], '2001:db8:2::5', '2001:db8::7', '2001:db8:2::5', 'a socket outside of it'],
    [['10.0.0.0/8'], '2001:db8::9', visitor, '2001:db8::9', 'a network of the other version'],
  ])('trusting %j, socket %s, header %j: %s (%s)', (trusted, socket, header, expected) => {
    expect(createClientIp(trusted)(requestFrom(socket, header))).toBe(expected);
  });

  it('is unknown when the client has hung up', () => {
    expect(createClientIp(['1'])(requestFrom(undefined, visitor))).toBeUndefined();
  });

  it.each([
    ['proxy.example', 'a host name: it can change its address at any time'],
    ['10.0.0.0/33', 'no such network'],
    ['0.0.0.0/0', 'everybody'],
    ['', 'nothing'],
  ])('refuses to trust %j (%s)', (entry) => {
    expect(() => createClientIp([entry])).toThrow(TypeError);
  });

  it('reads several header lines as one list', async () => {
    const clientIp = createClientIp(['loopback', '10.0.0.0/8']);
    const server = createServer((request, response) => response.end(clientIp(request)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const headers = new Headers([
        ['X-Forwarded-For', forged],
        ['X-Forwarded-For', visitor],
        ['X-Forwarded-For', '10.0.0.2'],
      ]);
      const answer = await fetch(`http://127.0.0.1:${port}`, { headers });
      expect(await answer.text()).toBe(visitor);
    } finally {
      server.close();
    }
  });
});
