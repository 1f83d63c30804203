import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SegmentCallType } from '../contract/segment-call.ts';
import type { Ingest } from '../ingest.ts';
import { readSegmentRequest } from '../sources/segment-request.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { RateLimit } from './rate-limit.ts';
import { readBody } from './read-body.ts';
import { type AnswerWatch, answerEvents, guarded, respondJson } from './respond.ts';

/** RudderStack's own limit, unpacked; Segment's is an eighth of it. https://www.rudderstack.com/docs/api/http-api/ */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface SegmentCallsDeps {
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

/**
 * Makes the handlers of `POST /v1/track` and its like, for node's own request and response.
 *
 * The SDKs look at the status alone: anything from 200 to 399 is delivered; 429 and 5xx are sent again; any other 4xx
 * is given up, and the sender's error callback is told. So 200 where a call was taken, and 422 only where all were
 * refused and to send them again would be in vain.
 *
 * @param type which call the body is; `batch` for one that holds several
 */
export function createSegmentCalls(
  deps: SegmentCallsDeps,
  type: SegmentCallType | 'batch',
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { ingest, requireKey, limit, budget, watch, now, onError } = deps;
  return function segmentCalls(request, response) {
    return guarded(
      response,
      async () => {
        await limit(requireKey(request));
        // Whatever the Content-Type: RudderStack's SDK calls its packed JSON a form.
        const text = await readBody(request, { maxBytes: MAX_BODY_BYTES, budget, packed: 'gzip' });
        const receivedAt = now();
        const { events, inWordsOfCall } = readSegmentRequest(text, type);
        const context = { receivedAt, completeBuyers: true };
        const { status, answer } = await answerEvents(events, ingest, context, watch);
        const isTaken = status === 202;
        const rejected = answer.rejected.map(inWordsOfCall);
        respondJson(response, isTaken ? 200 : 422, { success: isTaken, ...answer, rejected });
      },
      onError,
    );
  };
}
