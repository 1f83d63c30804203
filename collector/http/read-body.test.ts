import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createByteBudget } from './byte-budget.ts';
import { readBody, requireContentType } from './read-body.ts';
import { guarded, respondJson } from './respond.ts';

const LIMIT = 1000;
const BUDGET = 2000;
const budget = createByteBudget(BUDGET);

/** What the server read, and what it could not serve. */
let read: string[] = [];
let errors: unknown[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) =>
    guarded(
      response,
      async () => {
        if (request.url === '/typed') requireContentType(request, ['text/plain', 'application/json']);
        const text = await readBody(request, {
          maxBytes: LIMIT,
          budget,
          ...(request.url === '/packed' ? { packed: 'gzip' } : {}),
        });
        read.push(text);
        respondJson(response, 200, { bytes: Buffer.byteLength(text) });
      },
      (error) => errors.push(error),
    ),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  read = [];
  errors = [];
});

/** A body of unknown length goes out in chunks: https://www.rfc-editor.org/rfc/rfc9112#section-7.1 */
function chunked(...parts: string[]): RequestInit {
  const body = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
  return { method: 'POST', body, duplex: 'half' } as RequestInit;
}

const post = (body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
  fetch(url, { method: 'POST', body, headers });

/** A bare connection, for clients that keep no rules; `answer` is all that has arrived on it. */
async function open(): Promise<{ socket: Socket; answer: () => string; gone: () => boolean }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  let gone = false;
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    gone = true;
  });
  await once(socket, 'connect');
  return { socket, answer: () => text, gone: () => gone };
}

const head = (...lines: string[]) => `POST / HTTP/1.1\r\nHost: test\r\n${lines.join('\r\n')}\r\n\r\n`;

describe('the size of a body', () => {
  it.each([
    [0, 200, 'nothing'],
    [LIMIT, 200, 'exactly the limit'],
    [LIMIT + 1, 413, 'one byte over'],
    [10 * LIMIT, 413, 'far over'],
  ])('%i bytes: %i (%s)', async (length, status) => {
    const body = 'a'.repeat(length);
    for (const init of [
      { method: 'POST', body },
      chunked(body),
      chunked('', body.slice(1), body.slice(0, 1)),
    ]) {
      const answer = await fetch(url, init);
      expect(answer.status).toBe(status);
      if (status === 200) expect(await answer.json()).toEqual({ bytes: length });
      else expect(await answer.json()).toMatchObject({ error: { code: 'too_large' } });
    }
    expect(read.length).toBe(status === 200 ? 3 : 0);
  });

  it('counts bytes, not characters', async () => {
    expect((await post('é'.repeat(LIMIT / 2))).status).toBe(200);
    expect((await post('é'.repeat(LIMIT / 2 + 1))).status).toBe(413);
  });

  it('puts a character together that two packets share', async () => {
    const { socket, answer } = await open();
    const bytes = Buffer.from('€');
    // "100 Continue" says that the server reads: the halves cannot arrive as one.
    socket.write(head('Content-Length: 3', 'Expect: 100-continue'));
    await vi.waitFor(() => expect(answer()).toContain('100 Continue'));
    socket.write(bytes.subarray(0, 1));
    socket.write(bytes.subarray(1));
    await vi.waitFor(() => expect(answer()).toContain('200 OK'));
    expect(read).toEqual(['€']);
    socket.destroy();
  });
});

describe('a Content-Length that lies', () => {
  it('says less than is sent: the length holds, and the rest is not taken for a request', async () => {
    const { socket, answer } = await open();
    socket.write(`${head('Content-Length: 5')}hello, and what nobody announced\r\n\r\n`);
    await vi.waitFor(() => expect(answer()).toContain('400 Bad Request'));
    expect(read).toEqual(['hello']);
  });

  it('says more than is sent: the half that came is not used', async () => {
    const { socket, answer, gone } = await open();
    socket.write(head('Content-Length: 10', 'Expect: 100-continue'));
    await vi.waitFor(() => expect(answer()).toContain('100 Continue'));
    socket.end('hello');
    await vi.waitFor(() => expect(gone()).toBe(true));
    expect((await post('still alive')).status).toBe(200);
    expect(read).toEqual(['still alive']);
    expect(errors).toEqual([]);
  });

  it('says more than the limit: refused before a byte of the body', async () => {
    const { socket, answer } = await open();
    socket.write(head(`Content-Length: ${LIMIT + 1}`));
    await vi.waitFor(() => expect(answer()).toContain('413 Payload Too Large'));
    socket.destroy();
  });

  it.each([
    ['Content-Length: -1', 'negative'],
    ['Content-Length: 1e3', 'not digits'],
    ['Content-Length: 5\r\nContent-Length: 6', 'two of them'],
    ['Content-Length: 5\r\nTransfer-Encoding: chunked', 'two framings, the way requests are smuggled'],
  ])('%j: 400 (%s)', async (line) => {
    const { socket, answer } = await open();
    socket.write(`${head(line)}hello`);
    await vi.waitFor(() => expect(answer()).toContain('400 Bad Request'));
    expect(read).toEqual([]);
  });
});

describe('a refusal while the client still sends', () => {
  const large = 4 * 1024 * 1024;

  it.each<[string, string, (part: string) => string, string]>([
    ['announced', `Content-Length: ${large}`, (part) => part, ''],
    [
      'in chunks',
      'Transfer-Encoding: chunked',
      (part) => `${part.length.toString(16)}\r\n${part}\r\n`,
      '0\r\n\r\n',
    ],
  ])(
    '%s (%s): the client reads the 413, sends the rest, and is closed',
    async (_reason, line, frame, last) => {
      const { socket, answer, gone } = await open();
      const part = 'a'.repeat(64 * 1024);
      socket.write(head(line));
      for (let sent = 0; sent < large; sent += part.length) {
        // One part at a time: the next is sent when the kernel has taken the last.
        if (!socket.write(frame(part))) await once(socket, 'drain');
      }
      socket.write(last);
      await vi.waitFor(() => expect(gone()).toBe(true));
      expect(answer()).toMatch(/^HTTP\/1\.1 413 .*\r\n/);
      expect(answer()).toMatch(/\r\nConnection: close\r\n/i);
      expect(JSON.parse(answer().split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { code: 'too_large' } });
      expect(socket.errored, 'no reset').toBeNull();
    },
  );

  it('ends when the client sends without end', async () => {
    const { socket, answer } = await open();
    const part = 'a'.repeat(1024 * 1024);
    socket.write(head('Content-Length: 1000000000000'));
    let sent = 0;
    while (!socket.destroyed && sent < 1000) {
      sent += 1;
      await new Promise<void>((taken) => socket.write(part, () => taken()));
    }
    expect(answer()).toContain('413 Payload Too Large');
    expect(sent, 'MiB until the server hung up').toBeLessThan(1000);
  });
});

describe('the form of a body', () => {
  it.each([
    ['gzip', 'a bomb of a kilobyte unpacks to megabytes'],
    ['br', 'the same'],
    ['deflate', 'the same'],
  ])('Content-Encoding: %s is refused with 415 (%s)', async (encoding) => {
    const answer = await post(new Uint8Array(gzipSync('{}')), { 'Content-Encoding': encoding });
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ error: { code: 'encoding' } });
    expect(read).toEqual([]);
  });

  it.each([
    ['application/json', 200, 'listed'],
    ['application/json; charset=utf-8', 200, 'with a parameter'],
    ['Text/Plain;charset=UTF-8', 200, 'types have no case'],
    ['application/x-www-form-urlencoded', 415, 'what a form of any site can send'],
    ['application/jsonp', 415, 'begins like a listed one'],
    ['text/html, application/json', 415, 'a list is no type'],
    ['', 415, 'empty'],
  ])('Content-Type %j: %i (%s)', async (type, status) => {
    const answer = await fetch(`${url}/typed`, {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': type },
    });
    expect(answer.status).toBe(status);
    if (status === 415) expect(await answer.json()).toMatchObject({ error: { code: 'content_type' } });
  });
});

describe('a packed body, where it is taken', () => {
  const send = (body: Uint8Array<ArrayBuffer>, encoding: string) =>
    fetch(`${url}/packed`, { method: 'POST', body, headers: { 'Content-Encoding': encoding } });
  const packed = (text: string) => new Uint8Array(gzipSync(text));

  it.each([
    ['gzip', '{"a":"é"}', 'as RudderStack’s SDK sends it'],
    ['GZIP', '{}', 'codings have no case: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1'],
    ['gzip', 'a'.repeat(LIMIT), 'exactly the limit'],
    ['gzip', '', 'nothing'],
  ])('%s: %.20s (%s)', async (encoding, text) => {
    expect((await send(packed(text), encoding)).status).toBe(200);
    expect(read).toEqual([text]);
  });

  it.each<[Uint8Array<ArrayBuffer>, string, number, string, string]>([
    [packed('a'.repeat(LIMIT + 1)), 'gzip', 413, 'too_large', 'one byte over, when unpacked'],
    [packed('a'.repeat(400_000)), 'gzip', 413, 'too_large', 'a bomb: less than the limit as it comes'],
    [new Uint8Array(LIMIT + 1), 'gzip', 413, 'too_large', 'over, as it comes'],
    [packed('{}').slice(0, -3), 'gzip', 400, 'encoding', 'cut off'],
    [new TextEncoder().encode('{}'), 'gzip', 400, 'encoding', 'not packed'],
    [new Uint8Array(deflateSync('{}')), 'deflate', 415, 'encoding', 'packed in another way'],
    [packed('{}'), 'gzip, gzip', 415, 'encoding', 'packed twice'],
  ])('is refused (%#)', async (body, encoding, status, code) => {
    const answer = await send(body, encoding);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code } });
    expect(read).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('takes a plain one as well', async () => {
    expect((await fetch(`${url}/packed`, { method: 'POST', body: '{}' })).status).toBe(200);
    expect(read).toEqual(['{}']);
  });
});
