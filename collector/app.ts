import type { RequestListener } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import type { Config } from './config/config.ts';
import { InvalidRequest } from './contract/invalid-request.ts';
import { SEGMENT_CALLS } from './contract/segment-call.ts';
import { deadEvents, recentEvents } from './dashboard/events.ts';
import type { PageWatch } from './dashboard/pages.ts';
import { pixelStates, resumePixels } from './dashboard/pixels.ts';
import { replayEvents } from './dashboard/replay.ts';
import { createByteBudget } from './http/byte-budget.ts';
import { createClientIp } from './http/client-ip.ts';
import { createCollect } from './http/collect.ts';
import { createCors } from './http/cors.ts';
import { createFrontDoor, type Handler } from './http/front-door.ts';
import type { Health } from './http/health.ts';
import { createKeyGuard } from './http/keys.ts';
import type { RateLimit } from './http/rate-limit.ts';
import { readBody } from './http/read-body.ts';
import {
  type AnswerWatch,
  respondJson,
  respondRefusal,
  respondText,
  respondUnavailable,
} from './http/respond.ts';
import { securityHeaders } from './http/security-headers.ts';
import { createSegmentCalls } from './http/segment-calls.ts';
import { createServerEvents } from './http/server-events.ts';
import type { TagFiles } from './http/tag-files.ts';
import type { Ingest } from './ingest.ts';
import type { Relay } from './relay/relay.ts';
import { ROUTES } from './routes.ts';
import type { EventStore } from './store/store.ts';

/** A thousand ids and their commas. */
const MAX_ADMIN_BYTES = 64 * 1024;

export interface AppDeps {
  readonly config: Pick<
    Config,
    | 'SITE_ORIGINS'
    | 'SERVER_KEYS'
    | 'ADMIN_TOKEN'
    | 'TRUST_PROXY'
    | 'COLLECT_PATH'
    | 'COOKIE_DAYS'
    | 'RENEW_TTP'
    | 'GPC'
  > & { readonly pixels: readonly Pick<Config['pixels'][number], 'code'>[] };
  readonly ingest: Ingest;
  readonly store: Pick<EventStore, 'recent' | 'replay'>;
  readonly relay: Pick<Relay, 'wake' | 'pixels' | 'resume'>;
  readonly health: Health;
  readonly tag: TagFiles;
  readonly pages: PageWatch;
  /** How many requests are taken of each client and each key; where it is missing, any number. */
  readonly limits?: { readonly client: RateLimit; readonly key: RateLimit };
  /** Looks on, and tells scrapers what it has seen; where it is missing, nobody does. */
  readonly watch?: AppWatch;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

interface AppWatch extends AnswerWatch {
  /** ms, on a clock that never jumps */
  clock(): number;
  seeRequest(route: string, status: number, seconds: number): void;
  readonly contentType: string;
  scrape(): Promise<string>;
}

/** Of all bodies that are being sent at one moment: sixteen of the largest, or thousands as pages send them. */
const MAX_BODIES_BYTES = 64 * 1024 * 1024;

const UNLIMITED = { client: async () => undefined, key: async () => undefined };

const NOBODY: AppWatch = {
  clock: () => 0,
  seeRequest() {},
  seeReceived() {},
  seeAnswer() {},
  contentType: 'text/plain; charset=utf-8',
  scrape: async () => '',
};

/** Every route of the collector on one screen. It never listens: `main.ts` does. */
export function createApp({
  config,
  ingest,
  store,
  relay,
  health,
  tag,
  pages,
  limits = UNLIMITED,
  watch = NOBODY,
  now,
  onError,
}: AppDeps): RequestListener {
  const cors = createCors(config.SITE_ORIGINS);
  const clientIp = createClientIp(config.TRUST_PROXY);
  const budget = createByteBudget(MAX_BODIES_BYTES);
  const adminBody = { maxBytes: MAX_ADMIN_BYTES, budget };
  const shared = { ingest, budget, watch, now, onError };
  const collect = watched(
    'collect',
    createCollect({
      ...shared,
      cors,
      clientIp,
      limit: limits.client,
      renewal: { days: config.COOKIE_DAYS, ttp: config.RENEW_TTP },
      dropsGpc: config.GPC === 'drop',
      seePixels: pages.see,
    }),
  );
  const requireKey = createKeyGuard(config.SERVER_KEYS, 'SERVER_KEYS');
  const serverEvents = watched('events', createServerEvents({ ...shared, requireKey, limit: limits.key }));
  const requireSdkKey = createKeyGuard(config.SERVER_KEYS, 'SERVER_KEYS', ['Basic', 'Bearer']);
  const sdk = { ...shared, requireKey: requireSdkKey, limit: limits.key };
  const segmentCalls = (['batch', ...SEGMENT_CALLS] as const).map(
    (type) => [ROUTES[type], watched(type, createSegmentCalls(sdk, type))] as const,
  );
  const pixelCodes = new Set(config.pixels.map(({ code }) => code));
  const requireAdmin = createKeyGuard(config.ADMIN_TOKEN ? [config.ADMIN_TOKEN] : [], 'ADMIN_TOKEN');

  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(securityHeaders);

  for (const [path, serve] of tag.routes) app.get(path, serve);
  app.post(config.COLLECT_PATH, collect);
  app.options(config.COLLECT_PATH, collect);
  app.post(ROUTES.serverEvents, serverEvents);
  for (const [path, handle] of segmentCalls) app.post(path, handle);
  app.get(ROUTES.live, (_request, response) => health.live(response));
  app.get(ROUTES.ready, (_request, response) => health.ready(response));
  app.get(ROUTES.metrics, async (request, response) => {
    requireAdmin(request);
    respondText(response, watch.contentType, await watch.scrape());
  });
  app.get(ROUTES.dashboardEvents, async (request, response) => {
    requireAdmin(request);
    respondJson(response, 200, await recentEvents(store, request.query));
  });
  app.get(ROUTES.dashboardDead, async (request, response) => {
    requireAdmin(request);
    respondJson(response, 200, await deadEvents(store, request.query));
  });
  app.post(ROUTES.dashboardReplay, async (request, response) => {
    requireAdmin(request);
    const body = await readBody(request, adminBody);
    respondJson(response, 200, await replayEvents(store, body, now()));
    relay.wake();
  });
  app.get(ROUTES.dashboardPixels, (request, response) => {
    requireAdmin(request);
    respondJson(response, 200, pixelStates(relay));
  });
  app.post(ROUTES.dashboardResume, async (request, response) => {
    requireAdmin(request);
    const body = await readBody(request, adminBody);
    respondJson(response, 200, resumePixels(relay, pixelCodes, body));
  });
  app.get(ROUTES.dashboardPages, (request, response) => {
    requireAdmin(request);
    respondJson(response, 200, pages.list());
  });
  app.use((request, response) => {
    decodeURIComponent(request.path);
    respondRefusal(response, new InvalidRequest(404, 'not_found', `No route for ${request.method} here.`));
  });
  app.use(createErrorHandler(onError));

  const busy = new Map([
    [config.COLLECT_PATH, collect],
    [ROUTES.serverEvents, serverEvents],
    ...segmentCalls,
  ]);
  return createFrontDoor(busy, securityHeaders, app);

  /** Measures each request of a route that takes events. */
  function watched(route: string, handle: Handler): Handler {
    return async function watchedHandle(request, response) {
      const began = watch.clock();
      await handle(request, response);
      watch.seeRequest(route, response.statusCode, (watch.clock() - began) / 1000);
    };
  }
}

function createErrorHandler(onError: (error: unknown) => void): ErrorRequestHandler {
  return function handleError(error, _request, response, next) {
    if (response.headersSent) return next(error);
    if (error instanceof InvalidRequest) return respondRefusal(response, error);
    // A path that is not valid percent-encoding: decoding it throws, here and in Express.
    if (error instanceof URIError) {
      return respondRefusal(response, new InvalidRequest(400, 'invalid_path', 'The path is not valid.'));
    }
    onError(error);
    respondUnavailable(response);
  };
}
