import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Ingest } from '../ingest.ts';
import type { Preparation } from '../prepare.ts';
import { readServerRequest } from '../sources/server-request.ts';
import type { ByteBudget } from './byte-budget.ts';
import { explainEvents } from './explain-events.ts';
import type { RateLimit } from './rate-limit.ts';
import { readBody, requireContentType } from './read-body.ts';
import { type AnswerWatch, answerEvents, guarded, respondJson } from './respond.ts';

const EXPLAIN = /[?&]explain=1(?:&|$)/;

/** A thousand events of four kilobytes each. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface ServerEventsDeps {
  readonly ingest: Ingest;
  /** Tells which key it is. */
  readonly requireKey: (request: IncomingMessage) => string;
  /** Of a key's requests. */
  readonly limit: RateLimit;
  readonly budget: ByteBudget;
  readonly watch: AnswerWatch;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Makes the handler of `POST /v1/events`, for node's own request and response. */
export function createServerEvents(
  deps: ServerEventsDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { ingest, requireKey, limit, budget, watch, now, onError } = deps;
  return function serverEvents(request, response) {
    return guarded(
      response,
      async () => {
        await limit(requireKey(request));
        requireContentType(request, ['application/json']);
        const text = await readBody(request, { maxBytes: MAX_BODY_BYTES, budget });
        const receivedAt = now();
        const { sent, events } = readServerRequest(text);
        const context = { receivedAt, completeBuyers: true };
        if (!EXPLAIN.test(request.url ?? '')) {
          const { status, answer } = await answerEvents(events, ingest, context, watch);
          return respondJson(response, status, answer);
        }
        const preparations: Preparation[] = [];
        const explain = (preparation: Preparation) => void preparations.push(preparation);
        const { status, answer } = await answerEvents(events, ingest, { ...context, explain }, watch);
        const explained = explainEvents(sent, events, preparations);
        respondJson(response, status, { ...answer, explained });
      },
      onError,
    );
  };
}
