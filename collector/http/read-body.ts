import type { IncomingMessage } from 'node:http';
import { InvalidRequest } from '../contract/invalid-request.ts';

/**
 * Reads a request's body as UTF-8 text.
 *
 * @param maxBytes a longer body is refused as soon as that is known, and the rest of it is not read
 * @throws InvalidRequest 413 too large, 415 compressed; a body that is too slow is cut off by the server itself
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  if (request.headers['content-encoding'] !== undefined) {
    throw new InvalidRequest(415, 'encoding', 'Send the body uncompressed, without Content-Encoding.');
  }
  const tooLarge = () =>
    new InvalidRequest(
      413,
      'too_large',
      `The body is larger than ${maxBytes} bytes: send fewer events at once.`,
    );
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const [first] = chunks;
      resolve((chunks.length === 1 && first ? first : Buffer.concat(chunks)).toString('utf8'));
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
