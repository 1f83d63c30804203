import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../contract/fault.ts';
import type { Ingest } from '../ingest.ts';
import { readCollectRequest } from '../sources/collect-request.ts';
import type { ByteBudget } from './byte-budget.ts';
import { readCookies } from './cookies.ts';
import { answerPreflight } from './cors.ts';
import { networkOf, type RateLimit } from './rate-limit.ts';
import { readBody, requireContentType } from './read-body.ts';
import { createRenewCookies, type RenewalRules } from './renew-cookies.ts';
import { type AnswerWatch, answerEvents, guarded, respondJson } from './respond.ts';

/** A page's events are a few kilobytes; browsers themselves stop a keepalive body at 64 KiB. */
const MAX_BODY_BYTES = 256 * 1024;

/** The first language of Accept-Language, as a BCP 47 tag; "*" is none. https://www.rfc-editor.org/rfc/rfc9110#field.accept-language */
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*/i;

/** https://www.w3.org/TR/gpc/ */
const NOT_TRACKED: Fault = {
  path: 'gpc',
  message: 'the browser asks not to be tracked (Global Privacy Control): neither stored nor sent',
};

export interface CollectDeps {
  readonly ingest: Ingest;
  readonly cors: (request: IncomingMessage, response: ServerResponse) => string;
  readonly clientIp: (request: IncomingMessage) => string | undefined;
  /** Of a client's requests. */
  readonly limit: RateLimit;
  readonly budget: ByteBudget;
  readonly renewal: RenewalRules;
  /** Whether events of browsers with Global Privacy Control are dropped; else TikTok is told to use them in a limited way. */
  readonly dropsGpc: boolean;
  /** Is told which pixels a page has. */
  readonly seePixels: (origin: string, codes: readonly string[], pixel: string | undefined) => void;
  readonly watch: AnswerWatch;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Makes the handler of `POST /collect` (and its preflight), for node's own request and response. */
export function createCollect(
  deps: CollectDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { ingest, cors, clientIp, limit, budget, renewal, dropsGpc, seePixels, watch, now, onError } = deps;
  const renewCookies = createRenewCookies(renewal);
  return function collect(request, response) {
    return guarded(
      response,
      async () => {
        const origin = cors(request, response);
        if (request.method === 'OPTIONS') return answerPreflight(response);
        const ip = clientIp(request);
        // The address is gone where the client has hung up.
        await limit(networkOf(ip ?? ''));

        requireContentType(request, ['text/plain', 'application/json']);
        const cookies = readCookies(request);
        const browser = {
          ip,
          userAgent: request.headers['user-agent'],
          locale: LANGUAGE.exec(request.headers['accept-language'] ?? '')?.[0],
          // https://www.w3.org/TR/gpc/#the-sec-gpc-header-field
          globalPrivacyControl: request.headers['sec-gpc'] === '1',
          ttclid: cookies.click?.ttclid,
          ttp: cookies.ttp,
          visitorId: cookies.visitor,
        };
        const text = await readBody(request, { maxBytes: MAX_BODY_BYTES, budget });
        const receivedAt = now();
        const context = { receivedAt, completeBuyers: false };
        const { envelope, events } = readCollectRequest(text, browser, receivedAt);
        const isDropped = dropsGpc && (envelope.gpc || browser.globalPrivacyControl);
        const asked = isDropped ? events.map(() => NOT_TRACKED) : events;
        const { status, answer } = await answerEvents(asked, ingest, context, watch);

        // Without consent nothing is written on the visitor's side either, and no note is taken of the page.
        if (envelope.consent !== 'denied' && !isDropped) {
          const renewed = renewCookies(cookies, envelope, origin, request.headers.host, receivedAt);
          if (renewed.length > 0) response.setHeader('Set-Cookie', renewed);
          if (envelope.pixels) seePixels(origin, envelope.pixels, envelope.pixel);
        }
        respondJson(response, status, answer);
      },
      onError,
    );
  };
}
