import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { InvalidRequest } from '../contract/invalid-request.ts';

const BEARER = /^Bearer ([!-~]+)$/i;
const BASIC = /^Basic ([\w+/]+={0,2})$/i;

/** How a key may be offered: by itself, or as the user name of one without a password, as analytics SDKs send it. */
type Scheme = 'Bearer' | 'Basic';

/**
 * Makes the guard of routes for servers and people with a key: `Authorization: Bearer <key>`, or where it is said
 * `Basic base64("<key>:")`. https://www.rfc-editor.org/rfc/rfc7617
 * Keys are compared as digests in constant time, all of them each time, so that time tells nothing.
 *
 * @param setting name of the variable that holds the keys, for the message
 * @returns a function that tells which key it is, by its place, or throws InvalidRequest 401 without a right one
 */
export function createKeyGuard(
  keys: readonly string[],
  setting: string,
  schemes: readonly Scheme[] = ['Bearer'],
): (request: IncomingMessage) => string {
  const digests = keys.map(digest);
  const forms = schemes.map((scheme) => `"Authorization: ${FORMS[scheme]}"`).join(' or ');
  const message =
    keys.length > 0
      ? `Send ${forms} with a key of ${setting}.`
      : `Closed, as ${setting} is not set at the collector: set it, and start the collector again.`;
  return function requireKey(request) {
    const { authorization = '' } = request.headers;
    const given = schemes.map((scheme) => OFFERED[scheme](authorization)).find((key) => key !== undefined);
    const offered = digest(given ?? '');
    const place = digests.map((known) => timingSafeEqual(known, offered)).indexOf(true);
    if (given === undefined || place < 0) throw new InvalidRequest(401, 'unauthorised', message);
    return `${setting} ${place}`;
  };
}

const FORMS: Readonly<Record<Scheme, string>> = {
  Bearer: 'Bearer <key>',
  Basic: 'Basic base64(<key>:)',
};

const OFFERED: Readonly<Record<Scheme, (authorization: string) => string | undefined>> = {
  Bearer: (authorization) => BEARER.exec(authorization)?.[1],
  Basic(authorization) {
    const credentials = BASIC.exec(authorization)?.[1];
    // A key may hold a colon itself; the one at the end stands before the password, which there is none of.
    return credentials && /^([!-~]+):$/.exec(Buffer.from(credentials, 'base64').toString('latin1'))?.[1];
  },
};

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
