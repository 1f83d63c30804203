import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServedScript } from './served-script.ts';

const source = `/* é */ ${'window.clickthread=function(){};'.repeat(50)}`;
const CACHE = 'public, max-age=300';
const script = createServedScript(source);

let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => script.serve(request, response, CACHE)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => server.close());

/** `fetch` unpacks by itself and writes its own Accept-Encoding, so the request is node's. */
async function get(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<{ response: IncomingMessage; body: Buffer }> {
  const { port } = server.address() as AddressInfo;
  const request = httpRequest({ port, host: '127.0.0.1', path, method, headers }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { response, body: await buffer(response) };
}

const unpack: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  br: (body) => brotliDecompressSync(body),
  gzip: (body) => gunzipSync(body),
  identity: (body) => body,
};

describe('the compressed form', () => {
  // https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
  it.each([
    ['gzip, deflate, br, zstd', 'br', 'a browser over TLS: the smallest'],
    ['gzip, deflate', 'gzip', 'a browser without TLS'],
    ['BR', 'br', 'codings have no case'],
    ['br;q=0.5, gzip;q=1.0', 'br', 'a weight is a wish, and both are taken'],
    ['br;q=0, gzip', 'gzip', 'weight 0 means "not this"'],
    ['br; q=0.000, gzip; q=0', 'identity', 'neither'],
    ['gzip;q=0', 'identity', 'not gzip; brotli was not offered'],
    ['*', 'br', 'anything'],
    ['*;q=0', 'identity', 'nothing'],
    ['br;q=0, *', 'gzip', 'anything but brotli'],
    ['gzip, *;q=0', 'gzip', 'nothing but gzip'],
    ['identity', 'identity', 'plain'],
    ['', 'identity', 'an empty list'],
    ['x-br, sbr, br2', 'identity', 'names that only contain "br"'],
    ['zstd', 'identity', 'one that we do not have'],
    ['br;q=much', 'identity', 'a weight that is none'],
  ])('for Accept-Encoding %j is %s (%s)', async (accept, encoding) => {
    const { response, body } = await get('/tag.js', { 'accept-encoding': accept });
    expect(response.headers['content-encoding'] ?? 'identity').toBe(encoding);
    expect(response.headers['content-length']).toBe(String(body.length));
    expect(unpack[encoding]?.(body).toString()).toBe(source);
    expect(response.headers.vary, 'a shared cache keeps the forms apart').toBe('Accept-Encoding');
  });

  it('is none without the header', async () => {
    const { response, body } = await get('/tag.js');
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toBe(source);
  });
});

describe('caching', () => {
  it('is as the caller says, and the file is for every page', async () => {
    const { response } = await get('/tag.js');
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe(CACHE);
    expect(response.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(response.headers['access-control-allow-origin'], 'SRI needs CORS').toBe('*');
    expect(response.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('has a weak ETag, as the compressed forms share it, and another one for another file', async () => {
    const etag = (await get('/tag.js')).response.headers.etag ?? '';
    expect(etag).toMatch(/^W\/"[\x21\x23-\x7e]+"$/);
    expect((await get('/tag.js', { 'accept-encoding': 'br' })).response.headers.etag).toBe(etag);

    const other = createServedScript(`${source};`);
    const otherServer = createServer((request, response) => other.serve(request, response, CACHE));
    otherServer.listen(0, '127.0.0.1');
    await once(otherServer, 'listening');
    const { port } = otherServer.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}`, { headers: { 'if-none-match': etag } });
    otherServer.close();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).not.toBe(etag);
  });

  // https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
  it.each<[(etag: string) => string, number, string]>([
    [(etag) => etag, 304, 'the tag as it was given'],
    [(etag) => etag.replace('W/', ''), 304, 'made strong on its way: compared weakly'],
    [(etag) => `"other", ${etag}`, 304, 'one of several'],
    [() => '*', 304, 'any'],
    [() => '"other"', 200, 'another'],
    [(etag) => etag.replaceAll('"', ''), 200, 'not quoted: not a tag'],
  ])('If-None-Match %s: %i (%s)', async (header, status) => {
    const first = await get('/tag.js');
    const etag = first.response.headers.etag ?? '';
    const { response, body } = await get('/tag.js', { 'if-none-match': header(etag) });
    expect(response.statusCode).toBe(status);
    expect(response.headers.etag).toBe(etag);
    expect(response.headers['cache-control']).toBe(first.response.headers['cache-control']);
    expect(body.length).toBe(status === 304 ? 0 : Buffer.byteLength(source));
  });

  it('answers HEAD with the head alone', async () => {
    const { response, body } = await get('/tag.js', {}, 'HEAD');
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-length']).toBe(String(Buffer.byteLength(source)));
    expect(body.length).toBe(0);
  });
});

it('publishes the SHA-384 of the bytes that a browser gets', async () => {
  const { body } = await get('/tag.js');
  // https://www.w3.org/TR/SRI/#integrity-metadata-description
  expect(script.integrity).toBe(`sha384-${createHash('sha384').update(body).digest('base64')}`);
});
