import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/**
 * Five minutes, then ask again with the ETag in the background: a new tag is everywhere within minutes, and a page
 * still has its tag, which keeps the events, while the collector is down. https://www.rfc-editor.org/rfc/rfc5861
 */
const MOVING_CACHE = 'public, max-age=300, stale-while-revalidate=86400';
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
  const opaqueTag = `"${digest.slice(0, 32)}"`;

  function serve(request: IncomingMessage, response: ServerResponse, cache: string): void {
    response.setHeader('Cache-Control', cache);
    // Weak: the compressed forms share it. https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1
    response.setHeader('ETag', `W/${opaqueTag}`);
    // A page that pins the file by its integrity must fetch it with CORS; the file is public.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Vary', 'Accept-Encoding');
    if (namesTag(request.headers['if-none-match'], opaqueTag)) {
      response.writeHead(304).end();
      return;
    }
    const encoding = acceptedEncoding(request.headers['accept-encoding']?.toString() ?? '');
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

/** Weak comparison, as caches between may have weakened the tag. https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 */
function namesTag(ifNoneMatch: string | undefined, opaqueTag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(opaqueTag) || tags.includes('*');
}

/** The smallest form that the browser takes; weight 0 means "not this". https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3 */
function acceptedEncoding(acceptEncoding: string): 'br' | 'gzip' | undefined {
  const weights = new Map<string, number>();
  for (const item of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', weight] = item.split(';').map((part) => part.trim());
    weights.set(name, weight === undefined ? 1 : Number(weight.replace(/^q\s*=/, '')));
  }
  const weightOf = (name: string) => weights.get(name) ?? weights.get('*') ?? 0;
  return (['br', 'gzip'] as const).find((name) => weightOf(name) > 0);
}
