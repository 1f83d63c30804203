import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { InvalidRequest } from '../contract/invalid-request.ts';

const BEARER = /^Bearer ([!-~]+)$/i;

/**
 * Makes the guard of routes for servers and people with a key: `Authorization: Bearer <key>`.
 * Keys are compared as digests in constant time, all of them each time, so that time tells nothing.
 *
 * @param setting name of the variable that holds the keys, for the message
 * @returns a function that throws InvalidRequest 401 without a right key
 */
export function createKeyGuard(keys: readonly string[], setting: string): (request: IncomingMessage) => void {
  const digests = keys.map(digest);
  return function requireKey(request) {
    const given = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const offered = digest(given ?? '');
    const matches = digests.filter((known) => timingSafeEqual(known, offered)).length > 0;
    if (given === undefined || !matches) {
      throw new InvalidRequest(
        401,
        'unauthorised',
        `Send "Authorization: Bearer <key>" with a key of ${setting}.`,
      );
    }
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
