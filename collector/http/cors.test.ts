import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPreflight, createCors } from './cors.ts';
import { guarded } from './respond.ts';

const allowed = ['https://shop.example', 'http://shop.localhost:3000'];

let server: Server;

beforeAll(async () => {
  const cors = createCors(allowed);
  server = createServer((request, response) =>
    guarded(
      response,
      async () => {
        const origin = cors(request, response);
        if (request.method === 'OPTIONS') answerPreflight(response);
        else response.end(origin);
      },
      () => {},
    ),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => server.close());

/** `fetch` does not let a test write its own Origin, so the request is node's. */
async function ask(method: string, origin: string | undefined): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const request = httpRequest({ port, host: '127.0.0.1', method, headers: origin ? { origin } : {} }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

// https://fetch.spec.whatwg.org/#http-cors-protocol: with credentials, "*" is refused by browsers.
describe('the guard of browser routes', () => {
  it.each([
    ['POST', 200, 'a request'],
    ['OPTIONS', 204, 'its preflight'],
  ])(
    'answers %s of each listed origin by its own name, with credentials (%i, %s)',
    async (method, status) => {
      for (const origin of allowed) {
        const { statusCode, headers } = await ask(method, origin);
        expect(statusCode).toBe(status);
        expect(headers['access-control-allow-origin']).toBe(origin);
        expect(headers['access-control-allow-credentials']).toBe('true');
        expect(headers.vary, 'a cache must not give this answer to another origin').toBe('Origin');
      }
    },
  );

  it('tells a preflight what may be sent: a JSON body, by POST', async () => {
    const { headers } = await ask('OPTIONS', allowed[0]);
    expect(headers['access-control-allow-methods']).toBe('POST');
    expect(headers['access-control-allow-headers']?.toLowerCase()).toBe('content-type');
    expect(headers['access-control-max-age']).toBe('7200');
  });

  it.each<[string | undefined, string]>([
    ['https://evil.example', 'not listed'],
    ['http://shop.example', 'another scheme'],
    ['https://shop.example:8443', 'another port'],
    ['https://www.shop.example', 'a subdomain'],
    ['https://shop.example.evil.example', 'begins like a listed one'],
    ['https://evilshop.example', 'ends like a listed one'],
    ['https://shop.example/', 'an origin has no path'],
    ['null', 'a sandboxed frame, or a file'],
    [undefined, 'not a browser’s request'],
  ])('refuses the origin %s, and its preflight (%s)', async (origin) => {
    for (const method of ['POST', 'OPTIONS']) {
      const { statusCode, headers } = await ask(method, origin);
      expect(statusCode).toBe(403);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(headers.vary).toBe('Origin');
    }
  });
});
