import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between a program and a server that can fail in more ways than the server itself. */
export interface TcpProxy {
  readonly port: number;
  /** Lets nothing pass any more and says so to nobody: connections stay open, new ones are taken and not answered. */
  stall(): void;
  /** Closes everything, and refuses whoever comes. */
  refuse(): Promise<void>;
  /**
   * Ends either. Of a stall, what was sent meanwhile `arrives` late, or its connections stay silent for good, as behind
   * a firewall that has forgotten them.
   */
  pass(of: 'arrives' | 'is forgotten'): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  /** Pairs of a stall, and those that came during it. */
  const stalled = new Set<Socket>();
  let isStalled = false;

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      stalled.delete(socket);
    });
  }

  function join(near: Socket): void {
    const far = connect(targetPort, '127.0.0.1');
    keep(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => void to.write(chunk));
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
    }
  }

  /** Sockets whose other end is connected when the stall is over. */
  const waiting = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (near) => {
    keep(near);
    near.setNoDelay(true);
    if (isStalled) {
      waiting.add(near);
      stalled.add(near);
      return;
    }
    join(near);
    near.resume();
  });
  async function listen(port: number): Promise<number> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  const port = await listen(0);

  async function refuse(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    port,
    stall() {
      isStalled = true;
      for (const socket of sockets) {
        stalled.add(socket);
        socket.pause();
      }
    },
    refuse,
    async pass(of) {
      isStalled = false;
      if (of === 'arrives') {
        for (const socket of stalled) {
          if (waiting.has(socket)) join(socket);
          socket.resume();
        }
      }
      stalled.clear();
      waiting.clear();
      if (!server.listening) await listen(port);
    },
    async close() {
      if (server.listening) await refuse();
    },
  };
}
