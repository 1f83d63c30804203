import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { freePort } from './free-port.ts';

let server: Server | undefined;
afterEach(() => server?.close());

it('takes the next port when somebody has the wanted one', async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const free = await freePort(port);
  expect(free).toBeGreaterThan(port);
  expect(free).toBeLessThan(port + 20);
});

it('gives the wanted port back once it is free, and leaves it free', async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  expect(await freePort(port)).toBe(port);
  expect(await freePort(port)).toBe(port);
});
