import type { ServerResponse } from 'node:http';
import type { Answer, LeftOut, Refusal } from '../contract/answer.ts';
import { type Dropped, isDropped } from '../contract/dropped.ts';
import type { IncomingEvent } from '../contract/event.ts';
import { type Fault, isFault } from '../contract/fault.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { NOTHING_TO_SEND } from '../contract/segment-call.ts';
import type { Ingest, IngestContext } from '../ingest.ts';

/** Seconds after which a client may ask again when the store could not write. */
const RETRY_AFTER_SECONDS = 5;

/**
 * How long, and how much, of a refused body is still read and thrown away: a socket that is closed over unread bytes
 * is reset, and its client may never see the answer. https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
const LINGER_MS = 5000;
const LINGER_BYTES = 64 * 1024 * 1024;

/** Refusals of a body that is still being sent. */
const CUT_OFF: ReadonlySet<number> = new Set([413, 503]);

const NOT_ASCII = /[^\x20-\x7e]/;

/** Sends JSON that nobody may keep. */
export function respondJson(response: ServerResponse, status: number, body: object): void {
  const text = writeHead(response, status, body);
  // Nearly all answers are plain ASCII, which node writes as it is.
  response.end(text, NOT_ASCII.test(text) ? 'utf8' : 'latin1');
}

/** Sends text that nobody may keep. */
export function respondText(response: ServerResponse, contentType: string, text: string): void {
  response.writeHead(200, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  response.end(text);
}

/** Writes the head of a JSON answer; returns its body as text. */
function writeHead(response: ServerResponse, status: number, body: object): string {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  return text;
}

/** Sends a refusal: what is wrong, where, and what to do. */
export function respondRefusal(response: ServerResponse, refusal: InvalidRequest): void {
  const { code, message, path, retryAfterSeconds } = refusal;
  const body = { error: { code, message, ...(path ? { path } : {}) } };
  if (retryAfterSeconds !== undefined) setRetryAfter(response, retryAfterSeconds);
  if (CUT_OFF.has(refusal.status) && !response.req.complete) {
    response.setHeader('Connection', 'close');
    response.write(writeHead(response, refusal.status, body));
    endAfterRest(response);
  } else {
    respondJson(response, refusal.status, body);
  }
}

/** The answer is out; the connection closes when the client has sent its body, or has had its time. */
function endAfterRest(response: ServerResponse): void {
  const { req: request } = response;
  let bytes = 0;
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LINGER_BYTES) end();
  });
  request.once('end', end);
  request.once('close', end);
}

function setRetryAfter(response: ServerResponse, seconds: number): void {
  response.setHeader('Retry-After', seconds);
  // A page of another origin reads no header but a few, unless it is named. https://fetch.spec.whatwg.org/#http-access-control-expose-headers
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
}

/**
 * Sends 503: the same request may be sent again. It says no more than that, for what was written as a database was lost
 * may have been kept; what comes twice is then a duplicate.
 */
export function respondUnavailable(response: ServerResponse): void {
  setRetryAfter(response, RETRY_AFTER_SECONDS);
  const message =
    response.req.method === 'GET'
      ? 'The collector cannot look this up at the moment. Ask again after the time in Retry-After.'
      : 'This request was not acknowledged. Send it again, unchanged, after the time in Retry-After.';
  respondJson(response, 503, { error: { code: 'unavailable', message } });
}

/** Looks on while requests are answered. */
export interface AnswerWatch {
  /** Events of a request, before anything is made of them. */
  seeReceived(count: number): void;
  seeAnswer(answer: Answer): void;
}

/**
 * Gives the readable events to `ingest` and tells the outcome of each: 202 where at least one is on disk, 422 where
 * all were refused. What is settled already stands in its place; what has nothing to send is accepted.
 */
export async function answerEvents(
  read: readonly (IncomingEvent | Fault | Dropped | typeof NOTHING_TO_SEND)[],
  ingest: Ingest,
  context: IngestContext,
  watch: AnswerWatch,
): Promise<{ status: 202 | 422; answer: Answer }> {
  watch.seeReceived(read.length);
  const readable = read.filter(isEvent);
  const results = readable.length > 0 ? await ingest(readable, context) : [];

  const rejected: Refusal[] = [];
  const dropped: LeftOut[] = [];
  let accepted = 0;
  let duplicates = 0;
  let next = 0;
  read.forEach((each, index) => {
    const result = isEvent(each) ? results[next++] : each;
    if (result === 'stored' || result === NOTHING_TO_SEND) accepted++;
    else if (result === 'duplicate') duplicates++;
    else if (result && isDropped(result))
      dropped.push({ index, event: result.event, reason: result.dropped });
    else if (result) rejected.push({ index, path: result.path, message: result.message });
  });
  const answer = { accepted, duplicates, rejected, ...(dropped.length > 0 ? { dropped } : {}) };
  watch.seeAnswer(answer);
  return { status: rejected.length === read.length ? 422 : 202, answer };
}

function isEvent(read: IncomingEvent | Fault | Dropped | string): read is IncomingEvent {
  return typeof read === 'object' && !isFault(read) && !isDropped(read);
}

/** Runs a handler of node's own request and response, and turns what it throws into its answer. */
export async function guarded(
  response: ServerResponse,
  handle: () => Promise<void>,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    await handle();
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    if (error instanceof InvalidRequest) return respondRefusal(response, error);
    onError(error);
    respondUnavailable(response);
  }
}
