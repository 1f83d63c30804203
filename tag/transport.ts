import type { CollectRequest } from '../collector/contract/collect-request.ts';
import { keep, takeKept } from './kept.ts';

/** A request before it is sent for the first or a further time. */
export type Unsent = Omit<CollectRequest, 'sent_at'>;

/** Browsers refuse keepalive bodies of more than 64 KiB in flight together. https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const KEEPALIVE_BYTES = 6e4;

/**
 * Posts events so that they arrive even where the click leaves the page: keepalive, and text/plain, which needs no
 * preflight that could outlive the page. What fails while the page is still there is sent again by the next page.
 */
export function send(endpoint: string | URL, request: Unsent): void {
  const body = JSON.stringify({ ...request, sent_at: Date.now() } satisfies CollectRequest);
  fetch(endpoint, {
    method: 'POST',
    body,
    credentials: 'include',
    keepalive: body.length < KEEPALIVE_BYTES,
  })
    .then(({ status }) => {
      if (status > 499 || status === 429) throw status;
    })
    .catch(() => keep(request));
}

/** Sends what earlier pages could not deliver, under the same event ids: the collector drops what it has. */
export function sendKept(endpoint: string | URL): void {
  for (const request of takeKept()) send(endpoint, request);
}
