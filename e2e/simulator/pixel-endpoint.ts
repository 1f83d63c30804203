import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { answerOf, sendJson, sendNotFound } from './answer.ts';
import { type BoundedLog, createBoundedLog } from './bounded-log.ts';
import type { PixelAccess } from './envelope-rules.ts';
import type { Arrival, Ledger, Verdict } from './ledger.ts';
import { readBody } from './request-body.ts';
import { isPublicAddress } from './user-rules.ts';

const eventsJs = readFileSync(new URL('./pixel/events.js', import.meta.url));

const fields = z.record(z.string(), z.unknown());
/** Loose: the pixel's body has many more keys, and pages may put anything into the properties. */
const hitSchema = z.looseObject({
  event: z.string().min(1),
  event_id: z.string(),
  timestamp: z.iso.datetime(),
  context: z.looseObject({
    pixel: z.looseObject({ code: z.string() }),
    user: fields.default({}),
    ad: fields.default({}),
    page: z.looseObject({ url: z.string(), referrer: z.string().optional() }),
  }),
  properties: fields.default({}),
});
type HitBody = z.output<typeof hitSchema>;

export interface PixelHit {
  readonly at: number;
  readonly code: string;
  readonly event: string;
  /** Empty where the page gave none, as on the wire. */
  readonly event_id: string;
  readonly body: HitBody;
  /** The fields handed to the ledger. */
  readonly user: Readonly<Record<string, unknown>>;
  readonly origin: string | undefined;
  readonly user_agent: string | undefined;
  /** `unknown-pixel`: logged, and counted for nobody. */
  readonly verdict: Verdict | 'unknown-pixel';
}

export interface PixelEndpoint {
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  readonly hits: BoundedLog<PixelHit>;
  totals(): { pixelHits: number };
  reset(): void;
}

interface PixelEndpointOptions {
  readonly pixels: readonly PixelAccess[];
  readonly ledger: Ledger;
  readonly now: () => number;
}

/** Hits carry credentials, so the origin that asked must be named: `*` is refused by browsers. */
function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('vary', 'origin');
}

function cookieValue(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** From the pixel's words to those of the Events API, so that the ledger can lay both copies side by side. */
function userOf(request: IncomingMessage, { context }: HitBody): Record<string, unknown> {
  const { remoteAddress = '' } = request.socket;
  const known = {
    email: context.user.email,
    phone: context.user.phone_number,
    external_id: context.user.external_id,
    ttp: context.user.ttp ?? cookieValue(request, '_ttp'),
    ttclid: context.ad.ttclid,
    // On one machine everybody comes from loopback, which TikTok would never see.
    ip: isPublicAddress(remoteAddress) ? remoteAddress : undefined,
    user_agent: request.headers['user-agent'],
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined && value !== ''));
}

function parseHit(text: string): HitBody | undefined {
  try {
    return hitSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function sendScript(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'application/javascript; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(eventsJs);
}

function arrivalOf(body: HitBody, user: Record<string, unknown>, at: number): Arrival {
  const { pixel, page } = body.context;
  return {
    channel: 'pixel',
    source: 'web',
    sourceId: pixel.code,
    event: body.event,
    eventId: body.event_id,
    eventTime: Math.floor(Date.parse(body.timestamp) / 1000),
    user,
    properties: body.properties,
    page: { url: page.url, referrer: page.referrer || undefined },
    at,
  };
}

function answerOtherMethods(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-methods', 'POST');
  response.setHeader('access-control-allow-headers', 'content-type');
  response.writeHead(request.method === 'OPTIONS' ? 204 : 405).end();
}

export function createPixelEndpoint({ pixels, ledger, now }: PixelEndpointOptions): PixelEndpoint {
  const hits = createBoundedLog<PixelHit>(5000);
  const codes = new Set(pixels.map((pixel) => pixel.code));
  let pixelHits = 0;

  function take(request: IncomingMessage, body: HitBody, at: number): PixelHit {
    const { code } = body.context.pixel;
    const user = userOf(request, body);
    const verdict = codes.has(code) ? ledger.record(arrivalOf(body, user, at)) : 'unknown-pixel';
    const { origin, 'user-agent': userAgent } = request.headers;
    const { event, event_id } = body;
    return { at, code, event, event_id, body, user, origin, user_agent: userAgent, verdict };
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readBody(request);
    if (text === undefined) return void response.destroy();
    const body = parseHit(text);
    if (!body) return sendJson(response, 400, answerOf(40000, now(), 'Not a pixel hit.'));
    hits.push(take(request, body, now()), text.length);
    pixelHits += 1;
    sendJson(response, 200, { code: 0, msg: 'success' });
  }

  return {
    async handle(request, response, path) {
      if (path === '/i18n/pixel/events.js') return sendScript(response);
      if (path !== '/api/v2/pixel') return sendNotFound(response, path, now());
      allowOrigin(request, response);
      return request.method === 'POST' ? receive(request, response) : answerOtherMethods(request, response);
    },
    hits,
    totals: () => ({ pixelHits }),
    reset() {
      hits.clear();
      pixelHits = 0;
    },
  };
}
