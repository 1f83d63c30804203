import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { InvalidRequest } from '../contract/invalid-request.ts';
import type { ByteBudget } from './byte-budget.ts';

const unpack = promisify(gunzip);

export interface BodyLimits {
  /**
   * A longer body is refused as soon as that is known, and the rest of it is not read; a packed one is also unpacked no
   * further than that.
   */
  readonly maxBytes: number;
  /** What it shares with all others that are still being sent. */
  readonly budget: ByteBudget;
  /** Which packing is taken too; where nothing is said, none. */
  readonly packed?: 'gzip';
}

/** What a chunk takes beside its bytes: a body in chunks of one byte would take a hundred times its length. */
const CHUNK_BYTES = 200;

/** Seconds after which a client may ask again when too much is being sent at once. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Reads a request's body as UTF-8 text.
 *
 * @throws InvalidRequest 413 too large, 415 packed in another way, 400 not unpackable, 503 no room in the budget; a
 *   body that is too slow is cut off by the server itself
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<string> {
  const { maxBytes, budget, packed } = limits;
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
  const bytes = await readBytes(request, maxBytes, budget);
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

function readBytes(request: IncomingMessage, maxBytes: number, budget: ByteBudget): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    let taken = 0;
    let isOver = false;
    function end(): void {
      isOver = true;
      budget.give(taken);
    }
    function refuse(refusal: InvalidRequest): void {
      if (isOver) return;
      end();
      chunks = [];
      reject(refusal);
    }
    request.on('data', (chunk: Buffer) => {
      // What still comes of a refused body is thrown away.
      if (isOver) return;
      bytes += chunk.length;
      if (bytes > maxBytes) return refuse(tooLarge(maxBytes));
      const cost = chunk.length + CHUNK_BYTES;
      if (!budget.take(cost)) return refuse(tooMuchAtOnce());
      taken += cost;
      chunks.push(chunk);
    });
    request.on('end', () => {
      if (isOver) return;
      end();
      const [first] = chunks;
      resolve(chunks.length === 1 && first ? first : Buffer.concat(chunks));
    });
    request.on('error', () => refuse(new InvalidRequest(400, 'aborted', 'The body was cut off.')));
  });
}

function tooMuchAtOnce(): InvalidRequest {
  return new InvalidRequest(
    503,
    'busy',
    'Nothing of this request was stored: too much is being sent at once. Send it again, unchanged, after the time in Retry-After.',
    undefined,
    RETRY_AFTER_SECONDS,
  );
}

/** Refuses a body of another type, with 415. */
export function requireContentType(request: IncomingMessage, types: readonly string[]): void {
  const given = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(given)) {
    throw new InvalidRequest(415, 'content_type', `Send the body with Content-Type ${types.join(' or ')}.`);
  }
}
