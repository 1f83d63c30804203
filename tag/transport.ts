import type { CollectRequest } from '../collector/contract/collect-request.ts';
import { attempt } from './attempt.ts';
import type { Draft } from './collect.ts';
import { explain } from './explain.ts';
import { allowed, isOpen } from './gate.ts';
import { identity } from './identity.ts';
import { parse, stringify } from './json.ts';
import { options } from './options.ts';
import { pixelCodes } from './pixel.ts';
import { forget, KEPT } from './storage.ts';
import { user } from './user.ts';

/** What nobody has answered outlives its page: so many requests, and for a day. */
const MAX_KEPT = 20;
const KEPT_MS = 864e5;

// A page may put something else in their place later.
const pageFetch = fetch;
/** Until when (ms) the collector wants to be left alone. */
let notBefore = 0;

/** A request without what it says anew each time that it leaves: when that is, and who the visitor says to be. */
type Unsent = Omit<CollectRequest, 'sent_at' | 'user'>;

/** Sends a request; it is kept until the collector has answered, or a later page can send it. */
export function send(draft: Draft): void {
  const request: Unsent = {
    v: 1,
    pixels: pixelCodes(),
    gpc: navigator.globalPrivacyControl,
    ...identity(),
    ...draft,
  };
  attempt(() => keep([...kept(), request]));
  deliver(request);
}

/** What waits for an answer; what is older than a day, or not ours, is left out. */
function kept(): Unsent[] {
  return (
    attempt(() =>
      (parse(localStorage[KEPT]) as Unsent[]).filter(
        ({ events: [first] }) => ((first as Unsent['events'][0]).event_time as number) > Date.now() - KEPT_MS,
      ),
    ) ?? []
  );
}

function keep(requests: Unsent[]): void {
  localStorage[KEPT] = stringify(requests.slice(-MAX_KEPT));
}

/** Sends what earlier pages, or earlier tries, could not deliver; the collector drops what it has. */
export function resend(): void {
  if (isOpen()) kept().forEach(deliver);
}

function deliver(request: Unsent): void {
  if (Date.now() < notBefore) return;
  const endpoint = options.endpoint as string;
  // text/plain: it needs no preflight. keepalive: it outlives the page.
  const body = stringify({ ...request, user, sent_at: Date.now() } satisfies CollectRequest);
  const post = (keepalive: boolean) =>
    pageFetch(endpoint, { method: 'POST', credentials: 'include', body, keepalive });
  post(true)
    // Of keepalive browsers refuse more than 64 KiB in flight, and a page that stays does not need it.
    // https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
    .catch(() => (navigator.sendBeacon?.(endpoint, body) as never) || post(false))
    .then(({ status, headers }) => {
      // An answer that was under way when the visitor said no has brought the cookies back.
      if (DEBUG) explain('the collector answered', status, status < 429 ? 'to' : 'and gets again', request);
      if (allowed === false) forget();
      else if (status < 429) keep(kept().filter((other) => stringify(other) !== stringify(request)));
      else notBefore = Date.now() + +(headers.get('Retry-After') as string) * 1000;
    })
    .catch(() => {});
}
