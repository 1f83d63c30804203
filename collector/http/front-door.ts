import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';

/** A handler of node's own request and response. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Answers the busiest routes just ahead of Express, by the very handlers that are mounted there: for a request of a
 * millisecond's tenth, finding the way through an app is a good part of the work.
 *
 * @param busy handlers of POST routes by their exact path; paths that mean the same to Express go to Express
 * @param security the middleware that sets the same headers on every answer, whatever the request
 * @param app answers everything else
 */
export function createFrontDoor(
  busy: ReadonlyMap<string, Handler>,
  security: RequestHandler,
  app: RequestListener,
): RequestListener {
  const headers = headersOf(security);
  return function frontDoor(request, response) {
    const handle = request.method === 'POST' ? busy.get(pathOf(request.url ?? '')) : undefined;
    if (!handle) return app(request, response);
    for (const [name, value] of headers) response.setHeader(name, value);
    void handle(request, response);
  };
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

/** Runs the middleware once on a response that only takes notes. */
function headersOf(security: RequestHandler): readonly (readonly [string, string])[] {
  const headers = new Map<string, string>();
  const notes = {
    setHeader: (name: string, value: string) => void headers.set(name, value),
    removeHeader: (name: string) => void headers.delete(name),
  };
  security({} as Parameters<RequestHandler>[0], notes as unknown as Parameters<RequestHandler>[1], () => {});
  return [...headers];
}
