import type { IncomingMessage, ServerResponse } from 'node:http';
import { InvalidRequest } from '../contract/invalid-request.ts';

/** A browser may remember the answer to a preflight for two hours (Chromium's own limit). */
const PREFLIGHT_SECONDS = 7200;

/**
 * Makes the guard of browser routes: the origin that asks must be on the list, and is answered by its own name,
 * with credentials, never by `*`. https://fetch.spec.whatwg.org/#http-cors-protocol
 *
 * @returns a function that sets the headers, or throws InvalidRequest 403
 */
export function createCors(
  origins: readonly string[],
): (request: IncomingMessage, response: ServerResponse) => string {
  const allowed = new Set(origins);
  return function cors(request, response) {
    const origin = request.headers.origin;
    response.setHeader('Vary', 'Origin');
    if (origin === undefined || !allowed.has(origin)) {
      throw new InvalidRequest(
        403,
        'origin_not_allowed',
        'This origin may not send events here: add it to SITE_ORIGINS.',
      );
    }
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    return origin;
  };
}

/** Answers a preflight that passed the guard. */
export function answerPreflight(response: ServerResponse): void {
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'Content-Type',
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
  });
  response.end();
}
