import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, sendNotFound } from './answer.ts';
import { type BehaviourSwitch, InvalidBehaviour, parseBehaviour } from './behaviour.ts';
import type { EventsApi } from './events-api.ts';
import type { Ledger, LedgerTotals } from './ledger.ts';
import type { PixelEndpoint } from './pixel-endpoint.ts';
import { readBody } from './request-body.ts';

/** Never reset by themselves, and never cut off like the logs: a test may rely on them at any volume. */
export interface Totals extends LedgerTotals {
  readonly refused: number;
  readonly apiRequests: number;
  readonly apiEvents: number;
  readonly pixelHits: number;
}

export interface Views {
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

interface ViewsOptions {
  readonly ledger: Ledger;
  readonly api: EventsApi;
  readonly pixel: PixelEndpoint;
  readonly behaviour: BehaviourSwitch;
  readonly now: () => number;
}

/** `?test=1` for test events, `event` and `event_id` to match, `after` (ms) and `limit` (newest n) to page. */
function eventsFor(query: URLSearchParams, ledger: Ledger) {
  const name = query.get('event');
  const id = query.get('event_id');
  const after = Number(query.get('after') ?? Number.NEGATIVE_INFINITY);
  const limit = Number(query.get('limit') ?? 0);
  const events = query.get('test') === '1' ? ledger.testEvents() : ledger.events();
  const matching = events.filter(
    (event) =>
      (name === null || event.event === name) &&
      (id === null || event.event_id === id) &&
      event.first_at > after,
  );
  return limit > 0 ? matching.slice(-limit) : matching;
}

async function putBehaviour(request: IncomingMessage, response: ServerResponse, behaviour: BehaviourSwitch) {
  try {
    const wanted = parseBehaviour(jsonOf((await readBody(request)) ?? ''));
    behaviour.set(wanted);
    sendJson(response, 200, wanted);
  } catch (error) {
    if (!(error instanceof InvalidBehaviour)) throw error;
    sendJson(response, 400, { message: error.message });
  }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidBehaviour('The behaviour must be a JSON object.');
  }
}

export function createViews({ ledger, api, pixel, behaviour, now }: ViewsOptions): Views {
  const reads: Readonly<Record<string, (query: URLSearchParams) => unknown>> = {
    '/simulator/events': (query) => eventsFor(query, ledger),
    '/simulator/requests': () => api.requests.entries(),
    '/simulator/pixel-hits': () => pixel.hits.entries(),
    '/simulator/totals': () => ({ ...ledger.totals(), ...api.totals(), ...pixel.totals() }) satisfies Totals,
  };

  function reset(response: ServerResponse): void {
    for (const part of [api, pixel, behaviour]) part.reset();
    ledger.clear();
    response.writeHead(204).end();
  }

  async function handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    // Read-only and without credentials: the demo page on another host shows what was counted.
    response.setHeader('access-control-allow-origin', '*');
    const read = Object.hasOwn(reads, url.pathname) ? reads[url.pathname] : undefined;
    if (request.method === 'GET' && read) return sendJson(response, 200, read(url.searchParams));
    const action = `${request.method} ${url.pathname}`;
    if (action === 'PUT /simulator/behaviour') return putBehaviour(request, response, behaviour);
    if (action === 'DELETE /simulator/state') return reset(response);
    sendNotFound(response, url.pathname, now());
  }

  return { handle };
}
