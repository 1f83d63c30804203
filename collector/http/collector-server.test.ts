import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createCollectorServer, SERVER_LIMITS, type ServerLimits } from './collector-server.ts';

/** Clients that keep no rules, over bare sockets. The server's times are short here, and nothing else is other. */

const SHORT: ServerLimits = { ...SERVER_LIMITS, headMs: 200, requestMs: 400, idleMs: 100, lookMs: 20 };
/** More than any of them, and less than what node would take for itself. */
const SOON_MS = 3000;

/** More than the kernel takes for a client that does not read. */
const LARGE = 50_000_000;

let server: Server;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  server.close();
});

async function start(limits: ServerLimits = SHORT): Promise<void> {
  server = createCollectorServer((request, response) => {
    // As a handler does it: the answer comes when the body is here.
    request.on('data', () => undefined);
    request.on('end', () => response.end(request.url === '/large' ? 'a'.repeat(LARGE) : 'taken'));
    request.on('error', () => undefined);
  }, limits).listen(0, '127.0.0.1');
  await once(server, 'listening');
}

/** A bare connection; `over` resolves with all that came on it, when the server has closed it. */
async function open(): Promise<{ socket: Socket; over: Promise<string> }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', () => undefined);
  const over = new Promise<string>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`still open, with ${JSON.stringify(text.slice(0, 100))}`)),
      SOON_MS,
    );
    socket.on('close', () => {
      clearTimeout(late);
      resolve(text);
    });
  });
  over.catch(() => undefined);
  await once(socket, 'connect');
  return { socket, over };
}

const HEAD = 'POST /collect HTTP/1.1\r\nHost: test\r\n';

/** Writes a byte at a time, as long as anybody listens. */
function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= text.length) clearInterval(timer);
    else socket.write(text[at++] ?? '');
  }, 10);
}

describe('is cut off:', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['a client that never says anything', () => undefined],
    ['a client that stops within its head', (socket) => socket.write(HEAD)],
    [
      'a client that sends its head byte by byte',
      (socket) => drip(socket, HEAD + 'X-Slow: 1\r\n'.repeat(100)),
    ],
    [
      'a client that stops within its body',
      (socket) => socket.write(`${HEAD}Content-Length: 10\r\n\r\nhello`),
    ],
    [
      'a client that sends its body byte by byte',
      (socket) => {
        socket.write(`${HEAD}Content-Length: 1000\r\n\r\n`);
        drip(socket, 'a'.repeat(1000));
      },
    ],
  ])('%s, with 408', async (_who, misbehave) => {
    await start();
    const { socket, over } = await open();
    misbehave(socket);
    // https://www.rfc-editor.org/rfc/rfc9110#name-408-request-timeout
    expect(await over).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('a connection that nothing more comes on, after its answer', async () => {
    await start();
    const { socket, over } = await open();
    socket.write(`${HEAD}Content-Length: 0\r\n\r\n`);
    expect(await over).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*taken/);
  });

  it('a client that does not read its answer', async () => {
    await start({ ...SHORT, idleMs: 60_000, silentMs: 100 });
    const { socket, over } = await open();
    socket.pause();
    socket.write('GET /large HTTP/1.1\r\nHost: test\r\n\r\n');
    const [serverSide] = (await once(server, 'request').then(([request]) => [request.socket])) as [Socket];
    await once(serverSide, 'close');
    socket.resume();
    expect((await over).length).toBeLessThan(LARGE);
  });

  it('a connection more than there may be', async () => {
    await start({ ...SHORT, headMs: 60_000, requestMs: 60_000, maxConnections: 2 });
    const [first] = [await open(), await open()];
    const third = await open();
    expect(await third.over).toBe('');
    first.socket.write(`${HEAD}Content-Length: 0\r\n\r\n`);
    expect(await first.over, 'those that are there go on').toContain('200 OK');
  });
});

describe('headers', () => {
  it('of more bytes than there may be are answered with 431', async () => {
    await start();
    const { socket, over } = await open();
    socket.write(`${HEAD}X-Large: ${'a'.repeat(SHORT.maxHeadBytes)}\r\n\r\n`);
    // https://www.rfc-editor.org/rfc/rfc6585#section-5
    expect(await over).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('without end are answered with 431 before they end', async () => {
    await start({ ...SHORT, headMs: 60_000, requestMs: 60_000 });
    const { socket, over } = await open();
    socket.write(HEAD);
    const flood = setInterval(() => socket.write('X-Flood: 1\r\n'.repeat(100)), 1);
    expect(await over).toMatch(/^HTTP\/1\.1 431 /);
    clearInterval(flood);
  });

  it('of greater number than there may be are answered with 431', async () => {
    await start();
    const { socket, over } = await open();
    socket.write(`${HEAD}Content-Length: 0\r\n${'X-Many: 1\r\n'.repeat(SHORT.maxHeaders)}\r\n`);
    expect(await over).toMatch(/^HTTP\/1\.1 431 /);
  });
});

it('waits longer for the next request than the sixty seconds of most proxies', () => {
  expect(SERVER_LIMITS.idleMs).toBeGreaterThan(60_000);
});
