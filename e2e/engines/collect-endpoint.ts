import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { CollectRequest } from '../../collector/contract/collect-request.ts';
import type { SiteRequest } from './site-request.ts';

/** One request of the tag to `/collect`. */
interface Collected {
  readonly host: string;
  readonly headers: SiteRequest['headers'];
  readonly body: CollectRequest;
  /** In ms since 1970. */
  readonly receivedAt: number;
}

/** What becomes of a request to `/collect`: 202 at once, unless said otherwise. */
interface CollectAnswer {
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  /** How long the answer takes. The request counts as collected from the start. */
  readonly delayMs?: number;
  /** `lost`: the request arrives, its answer does not. `offline`: it does not arrive, so it is not collected. */
  readonly connection?: 'lost' | 'offline';
}

export interface CollectEndpoint {
  /** Sets how requests are answered from now on; `index` counts them from 0, those that never arrive included. */
  answerWith(answer: CollectAnswer | ((request: SiteRequest, index: number) => CollectAnswer)): void;
  /** What the tag has posted to this host, or any, in order of arrival. */
  collected(host?: string): readonly Collected[];
  /** Questions of browsers whether they may post, which the tag is to avoid. */
  preflights(): readonly SiteRequest[];
}

/** A collector in a few lines that does as it is told, for tests of the tag; for CORS it is as good as the real one. */
export function createCollectEndpoint(): CollectEndpoint & {
  answer(request: SiteRequest, outgoing: ServerResponse): void;
} {
  const collected: Collected[] = [];
  const preflights: SiteRequest[] = [];
  let decide: (request: SiteRequest, index: number) => CollectAnswer = () => ({});
  let count = 0;

  return {
    answerWith(answer) {
      decide = typeof answer === 'function' ? answer : () => answer;
      count = 0;
    },
    collected: (host) => collected.filter((request) => host === undefined || request.host === host),
    preflights: () => preflights,
    answer(request, outgoing) {
      allowOrigin(request, outgoing);
      if (request.method === 'OPTIONS') {
        preflights.push(request);
        outgoing.writeHead(204).end();
        return;
      }
      const { status = 202, headers = {}, delayMs = 0, connection } = decide(request, count);
      count += 1;
      if (connection !== 'offline') collected.push(toCollected(request));
      if (connection) {
        outgoing.destroy();
        return;
      }
      const { events } = JSON.parse(request.body) as CollectRequest;
      const answer = { accepted: status === 202 ? events.length : 0, duplicates: 0, rejected: [] };
      const reply = () =>
        outgoing
          .writeHead(status, { 'Content-Type': 'application/json', ...headers })
          .end(JSON.stringify(answer));
      if (delayMs > 0) setTimeout(reply, delayMs).unref();
      else reply();
    },
  };
}

/** Requests come with cookies, so the very origin has to be named: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials */
function allowOrigin({ headers }: SiteRequest, outgoing: ServerResponse): void {
  if (!headers.origin) return;
  outgoing.setHeader('Access-Control-Allow-Origin', headers.origin);
  outgoing.setHeader('Access-Control-Allow-Credentials', 'true');
  outgoing.setHeader('Access-Control-Expose-Headers', 'Retry-After');
  outgoing.setHeader('Vary', 'Origin');
  const { 'access-control-request-method': method, 'access-control-request-headers': names } = headers;
  if (method) outgoing.setHeader('Access-Control-Allow-Methods', method);
  if (names) outgoing.setHeader('Access-Control-Allow-Headers', names);
}

function toCollected({ host, headers, body, receivedAt }: SiteRequest): Collected {
  return { host, headers, body: JSON.parse(body) as CollectRequest, receivedAt };
}
