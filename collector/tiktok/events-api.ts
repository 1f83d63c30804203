import type { EventSource } from './event.ts';
import type { Reply } from './outcome.ts';

/** The path still says v1.3; "Events API 2.0" is the product's name. https://business-api.tiktok.com/portal/docs?id=1771100865818625 */
const TRACK_PATH = '/open_api/v1.3/event/track/';

/**
 * An answer is a few hundred bytes, but nobody has documented what TikTok may say of each of a thousand events. This holds
 * a whole request of theirs said back, with 3 kB of words for each; what is longer is not TikTok's and is not read to its
 * end. Half an answer is no JSON, and events that TikTok has would be sent again.
 */
const MAX_ANSWER_LENGTH = 4 * 1024 * 1024;

/** Everything that TikTok wants to be the same for all events of one request. */
export interface TrackRequest {
  readonly token: string;
  readonly eventSource: EventSource;
  readonly eventSourceId: string;
  readonly testEventCode: string | null;
  /** Items of `data[]`, each already JSON: the relay joins what the store kept and parses nothing. */
  readonly items: readonly string[];
}

export interface EventsApiOptions {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
}

/**
 * Connections are pooled and kept alive by node's own fetch, whose dispatcher is an Agent of undici with a pool for each
 * origin: https://undici.nodejs.org/#/docs/api/Agent.md . How many requests are under way is the relay's to say.
 *
 * Makes the function that posts events to TikTok. It never throws: what goes wrong is a reply of its own kind.
 * The token travels in the bare `Access-Token` header ("Bearer" makes TikTok answer 40105).
 */
export function createEventsApi(options: EventsApiOptions): (request: TrackRequest) => Promise<Reply> {
  const url = new URL(TRACK_PATH, options.baseUrl).href;
  return async function track(request) {
    try {
      const response = await options.fetch(url, {
        method: 'POST',
        headers: { 'Access-Token': request.token, 'Content-Type': 'application/json' },
        body: trackBody(request),
        // A redirect would carry the token to another host.
        redirect: 'error',
        signal: AbortSignal.timeout(options.timeoutMs),
      });
      const text = await readAnswer(response);
      return { kind: 'answer', status: response.status, text: withoutToken(text, request.token) };
    } catch (error) {
      return {
        kind: 'unreachable',
        reason: withoutToken(reasonOf(error), request.token).slice(0, 300),
      };
    }
  };
}

/** The body of a request: the head that all its events share, and the stored items joined as they are. */
export function trackBody(request: Omit<TrackRequest, 'token'>): string {
  const head = JSON.stringify({
    event_source: request.eventSource,
    event_source_id: request.eventSourceId,
    ...(request.testEventCode === null ? {} : { test_event_code: request.testEventCode }),
  });
  return `${head.slice(0, -1)},"data":[${request.items.join(',')}]}`;
}

/**
 * Takes the token out of what TikTok says, however JSON writes it: each character may stand as it is, behind a
 * backslash, or by its number, and would be itself again once the JSON is read. https://www.rfc-editor.org/rfc/rfc8259#section-7
 */
function withoutToken(text: string, token: string): string {
  const writings = Array.from(token, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `(?:\\\\?\\u${code}|\\\\u${code})`;
  });
  return text.replace(new RegExp(writings.join(''), 'gi'), '[token]');
}

/** At most `MAX_ANSWER_LENGTH` characters, and what came with the last of them. */
async function readAnswer(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER_LENGTH) break;
  }
  return text;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'TikTok was not reached';
  const cause = error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
  return `TikTok was not reached: ${cause || error.name}`;
}
