import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server of the bench tells its parent when it listens. */
export interface Listening {
  readonly port: number;
}

/** Serves in a child process of the bench, on a port of the system's choice, and ends with its parent. */
export function serve(listener: RequestListener): void {
  const server = createServer(listener).listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ port } satisfies Listening);
  });
  process.once('disconnect', () => process.exit());
}
