import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A port that nobody has at the moment of asking, for programs that do not take 0 and say which one they got. */
export async function anyFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
