import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Five minutes, then ask again with the ETag: a new tag is everywhere within minutes, and costs 304 till then. */
const MOVING_CACHE = 'public, max-age=300, must-revalidate';
const FROZEN_CACHE = 'public, max-age=31536000, immutable';

/** The tag as browsers get it. */
export interface TagFiles {
  /** For the `integrity` attribute of a page that pins `/tag-<version>.js`. https://www.w3.org/TR/SRI/ */
  readonly integrity: string;
  /** Path of the frozen file. */
  readonly frozenPath: string;
  readonly serveMoving: (request: IncomingMessage, response: ServerResponse) => void;
  readonly serveFrozen: (request: IncomingMessage, response: ServerResponse) => void;
}

/**
 * Prepares the bundle once: compressed forms, ETag and integrity.
 *
 * @param source text of the bundle
 * @param version of the package, part of the frozen name
 * @param movingPath where the moving file is served; the frozen one lies beside it
 */
export function createTagFiles(source: string, version: string, movingPath: string): TagFiles {
  const bytes = Buffer.from(source);
  const encodings = { br: brotliCompressSync(bytes), gzip: gzipSync(bytes, { level: 9 }) };
  const digest = createHash('sha384').update(bytes).digest('base64');
  const etag = `"${digest.slice(0, 32)}"`;

  function serve(request: IncomingMessage, response: ServerResponse, cache: string): void {
    response.setHeader('Cache-Control', cache);
    response.setHeader('ETag', etag);
    // A page that pins the file by its integrity must fetch it with CORS; the file is public.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Vary', 'Accept-Encoding');
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    const accepted = request.headers['accept-encoding']?.toString() ?? '';
    const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
    const body = encoding ? encodings[encoding] : bytes;
    response.writeHead(200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Content-Length': body.length,
      ...(encoding ? { 'Content-Encoding': encoding } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  return {
    integrity: `sha384-${digest}`,
    frozenPath: movingPath.replace(/(\.js)?$/, `-${version}.js`),
    serveMoving: (request, response) => serve(request, response, MOVING_CACHE),
    serveFrozen: (request, response) => serve(request, response, FROZEN_CACHE),
  };
}
