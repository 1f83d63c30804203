import { createServer, type RequestListener, type Server } from 'node:http';

/** What a client may hold, and for how long. */
export interface ServerLimits {
  /** ms until a request's head is here. */
  readonly headMs: number;
  /** ms until a request is here whole: later it belongs to a client that holds a socket, not to an event. */
  readonly requestMs: number;
  /** ms between two requests of a connection. Longer than the 60 s of most proxies, or theirs meets a closed socket. */
  readonly idleMs: number;
  /** ms without a byte either way, as where a client does not read its answer. */
  readonly silentMs: number;
  /** How often clients are looked at for the first two. */
  readonly lookMs: number;
  /** Bytes of a request's head; likewise. */
  readonly maxHeadBytes: number;
  /** Headers of a request; more are answered with 431. */
  readonly maxHeaders: number;
  /** Further ones are closed at once. */
  readonly maxConnections: number;
}

export const SERVER_LIMITS: ServerLimits = {
  headMs: 10_000,
  requestMs: 10_000,
  idleMs: 65_000,
  silentMs: 30_000,
  lookMs: 1000,
  maxHeadBytes: 16 * 1024,
  maxHeaders: 100,
  maxConnections: 10_000,
};

/** Makes the server, which cuts off whoever takes too long or sends too much. */
export function createCollectorServer(app: RequestListener, limits: ServerLimits): Server {
  const server = createServer(
    {
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.lookMs,
      keepAliveTimeout: limits.idleMs,
      maxHeaderSize: limits.maxHeadBytes,
    },
    app,
  );
  server.timeout = limits.silentMs;
  server.maxHeadersCount = limits.maxHeaders;
  server.maxConnections = limits.maxConnections;
  return server;
}
