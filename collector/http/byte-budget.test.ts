import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createByteBudget } from './byte-budget.ts';
import { readBody } from './read-body.ts';
import { guarded, respondJson } from './respond.ts';

/** Bodies that are being sent share their room. */

const ROOM = 10_000;
const budget = createByteBudget(ROOM);
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) =>
    guarded(
      response,
      async () => {
        const text = await readBody(request, { maxBytes: ROOM, budget });
        respondJson(response, 200, { bytes: text.length });
      },
      (error) => expect.unreachable(String(error)),
    ),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const port = () => (server.address() as AddressInfo).port;
const post = (body: string) => fetch(`http://127.0.0.1:${port()}`, { method: 'POST', body });

/** Begins a body of 5,000 bytes and sends the first 4,000 of it. */
async function beginBody(): Promise<{ socket: Socket; answer: () => string }> {
  const socket = connect(port(), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', () => undefined);
  socket.write(
    `POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n${'a'.repeat(4000)}`,
  );
  await vi.waitFor(() => expect(text).toContain('100 Continue'));
  return { socket, answer: () => text };
}

it('takes and gives', () => {
  const small = createByteBudget(10);
  expect([small.take(6), small.take(5), small.take(4), small.take(1)]).toEqual([true, false, true, false]);
  small.give(6);
  expect([small.take(7), small.take(6)]).toEqual([false, true]);
});

it('turns away what has no room beside bodies that are still being sent, until one of them is here or gone', async () => {
  const [first, second] = [await beginBody(), await beginBody()];
  // The room is taken when the server has read, of which nothing tells.
  await vi.waitFor(async () => {
    const refused = await post('b'.repeat(4000));
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { code: 'busy' } });
  });
  expect((await post('small')).status, 'what fits still passes').toBe(200);

  first.socket.write('a'.repeat(1000));
  await vi.waitFor(() => expect(first.answer()).toContain('{"bytes":5000}'));
  expect((await post('b'.repeat(4000))).status, 'one is here').toBe(200);

  const third = await beginBody();
  await vi.waitFor(async () => expect((await post('b'.repeat(4000))).status).toBe(503));
  second.socket.destroy();
  await vi.waitFor(async () => expect((await post('b'.repeat(4000))).status, 'one is gone').toBe(200));
  for (const { socket } of [first, third]) socket.destroy();
});

it('counts what a chunk takes beside its bytes', async () => {
  const socket = connect(port(), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.write(
    `POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\na\r\n'.repeat(100)}0\r\n\r\n`,
  );
  await vi.waitFor(() => expect(text).toMatch(/^HTTP\/1\.1 503/));
  socket.destroy();
});
