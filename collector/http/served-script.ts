import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** A script as browsers get it. */
export interface ServedScript {
  /** For the `integrity` attribute of a page that pins these bytes. https://www.w3.org/TR/SRI/ */
  readonly integrity: string;
  /** Answers GET and HEAD, with this Cache-Control. */
  readonly serve: (request: IncomingMessage, response: ServerResponse, cacheControl: string) => void;
}

/** Prepares a script once: compressed forms, ETag and integrity. */
export function createServedScript(source: string): ServedScript {
  const bytes = Buffer.from(source);
  const encodings = { br: brotliCompressSync(bytes), gzip: gzipSync(bytes, { level: 9 }) };
  const digest = createHash('sha384').update(bytes).digest('base64');
  const opaqueTag = `"${digest.slice(0, 32)}"`;

  function serve(request: IncomingMessage, response: ServerResponse, cacheControl: string): void {
    response.setHeader('Cache-Control', cacheControl);
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

  return { integrity: `sha384-${digest}`, serve };
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
