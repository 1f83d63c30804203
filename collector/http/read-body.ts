import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { InvalidRequest } from '../contract/invalid-request.ts';

const unpack = promisify(gunzip);

/**
 * Reads a request's body as UTF-8 text.
 *
 * @param maxBytes a longer body is refused as soon as that is known, and the rest of it is not read; a packed one is
 *   also unpacked no further than that
 * @param packed which packing is taken too; where nothing is said, none
 * @throws InvalidRequest 413 too large, 415 packed in another way, 400 not unpackable; a body that is too slow is cut
 *   off by the server itself
 */
export async function readBody(request: IncomingMessage, maxBytes: number, packed?: 'gzip'): Promise<string> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== packed) {
    throw new InvalidRequest(
      415,
      'encoding',
      packed
        ? `Send the body uncompressed, or with Content-Encoding ${packed}.`
        : 'Send the body uncompressed, without Content-Encoding.',
    );
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const bytes = await readBytes(request, maxBytes);
  return (encoding === undefined ? bytes : await unpackBytes(bytes, maxBytes)).toString('utf8');
}

function tooLarge(maxBytes: number): InvalidRequest {
  return new InvalidRequest(
    413,
    'too_large',
    `The body is larger than ${maxBytes} bytes: send fewer events at once.`,
  );
}

/** A kilobyte can unpack to megabytes: the limit holds for what comes out, too. */
async function unpackBytes(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await unpack(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new InvalidRequest(400, 'encoding', 'The body is not valid gzip.');
  }
}

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) reject(tooLarge(maxBytes));
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first ? first : Buffer.concat(chunks));
    });
    request.on('error', () => reject(new InvalidRequest(400, 'aborted', 'The body was cut off.')));
  });
}

/** Refuses a body of another type, with 415. */
export function requireContentType(request: IncomingMessage, types: readonly string[]): void {
  const given = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(given)) {
    throw new InvalidRequest(415, 'content_type', `Send the body with Content-Type ${types.join(' or ')}.`);
  }
}
