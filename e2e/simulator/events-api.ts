import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, answerOf, httpStatusOf, sendJson, sendNotFound } from './answer.ts';
import type { Behaviour, BehaviourSwitch } from './behaviour.ts';
import { type BoundedLog, createBoundedLog } from './bounded-log.ts';
import {
  type Judgement,
  judgeTrackRequest,
  type PixelAccess,
  type ReceivedRequest,
  type TrackRequest,
} from './envelope-rules.ts';
import type { Ledger } from './ledger.ts';
import { readBody } from './request-body.ts';
import type { Fault } from './shape.ts';

export interface LoggedRequest {
  readonly at: number;
  /** Without the token: `token` says what it was worth. */
  readonly headers: IncomingHttpHeaders;
  readonly token: 'known' | 'unknown' | 'missing';
  readonly body: string;
  /** What the rules hold against the request, even where a switch made the answer another one. */
  readonly fault: Fault | undefined;
  /** What the sender was told; the name of the fault where it was told nothing. */
  readonly answer: Answer | 'dropped-before' | 'dropped-after' | 'hung' | 'html502' | 'empty' | 'gateway';
  readonly httpStatus: number | undefined;
  /** True if the events reached the ledger. */
  readonly stored: boolean;
}

export interface EventsApi {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  readonly requests: BoundedLog<LoggedRequest>;
  /** Since the last reset: requests received, requests that break a rule, events in accepted requests. */
  totals(): { apiRequests: number; refused: number; apiEvents: number };
  reset(): void;
}

/** Says what goes wrong with one request, on top of the switches; undefined where nothing does. */
export type BehaviourOf = (request: {
  /** As in its Host header: the name by which the sender knows the simulator. */
  readonly host: string;
  readonly body: string;
}) => Behaviour | undefined;

interface EventsApiOptions {
  readonly pixels: readonly PixelAccess[];
  readonly ledger: Ledger;
  readonly behaviour: BehaviourSwitch;
  readonly behaviourOf?: BehaviourOf | undefined;
  readonly now: () => number;
}

const trackPath = '/open_api/v1.3/event/track/';
const badGateway =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n' +
  '<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';

function record(track: TrackRequest, ledger: Ledger, at: number): void {
  for (const event of track.data) {
    ledger.record({
      channel: 'api',
      source: track.event_source,
      sourceId: track.event_source_id,
      event: event.event,
      eventId: event.event_id,
      eventTime: event.event_time,
      user: event.user,
      properties: event.properties,
      page: event.page,
      testEventCode: track.test_event_code,
      at,
    });
  }
}

/** What is answered, before anything is written to the socket; only answers of the rules store anything. */
function decide(
  behaviour: Behaviour,
  judgement: Judgement,
  nowMs: number,
): Pick<LoggedRequest, 'answer' | 'stored'> {
  if (behaviour.drop === 'before') return { answer: 'dropped-before', stored: false };
  if (behaviour.hang) return { answer: 'hung', stored: false };
  if (behaviour.html502) return { answer: 'html502', stored: false };
  if (behaviour.empty) return { answer: 'empty', stored: false };
  if (behaviour.gateway) return { answer: 'gateway', stored: false };
  const partial = behaviour.answerCode === 20001;
  if (behaviour.answerCode !== undefined && !partial) {
    return { answer: answerOf(behaviour.answerCode, nowMs, behaviour.answerMessage), stored: false };
  }
  const accepted = judgement.kind === 'accepted';
  if (behaviour.drop === 'after') return { answer: 'dropped-after', stored: accepted };
  if (!accepted)
    return { answer: answerOf(judgement.fault.code, nowMs, judgement.fault.message), stored: false };
  // 20001 is TikTok's PARTIAL_OK: the request was taken.
  return { answer: partial ? answerOf(20001, nowMs) : answerOf(0, nowMs, 'OK'), stored: true };
}

function write(
  response: ServerResponse,
  { answer, httpStatus }: Pick<LoggedRequest, 'answer' | 'httpStatus'>,
  { gateway, cutAt }: Behaviour,
): void {
  if (answer === 'hung') return;
  if (answer === 'dropped-before' || answer === 'dropped-after') response.destroy();
  else if (answer === 'html502') response.writeHead(502, { 'content-type': 'text/html' }).end(badGateway);
  else if (answer === 'empty') response.writeHead(200, { 'content-type': 'application/json' }).end();
  else if (answer === 'gateway') response.writeHead(httpStatus ?? 200).end(gateway?.body);
  else sendJson(response, httpStatus ?? 200, answer, cutAt);
}

function statusOf(answer: LoggedRequest['answer'], { style, gateway }: Behaviour): number | undefined {
  if (typeof answer === 'object') return style === 'http-status' ? httpStatusOf(answer.code) : 200;
  return {
    html502: 502,
    empty: 200,
    gateway: gateway?.status,
    hung: undefined,
    'dropped-before': undefined,
    'dropped-after': undefined,
  }[answer];
}

/** What TikTok makes of the request: its rules first, then what is said to be bad by its content. */
function judge(
  received: ReceivedRequest,
  pixels: readonly PixelAccess[],
  { refuse = [] }: Behaviour,
  nowMs: number,
): Judgement {
  const judgement = judgeTrackRequest(received, pixels, nowMs);
  if (judgement.kind === 'refused') return judgement;
  const possible = refuse.filter(({ marker }) => received.body.includes(marker));
  if (possible.length === 0) return judgement;
  for (const [index, event] of judgement.request.data.entries()) {
    const text = JSON.stringify(event);
    const refusal = possible.find(({ marker }) => text.includes(marker));
    if (!refusal) continue;
    const message = refusal.message.replace('{index}', `${index}`).replace('{place}', `${index + 1}`);
    return { kind: 'refused', fault: { code: refusal.code, message } };
  }
  return judgement;
}

/** The token itself is kept nowhere. */
function withoutToken(headers: IncomingHttpHeaders, tokens: ReadonlySet<string>) {
  const { 'access-token': header, ...shown } = headers;
  const token = Array.isArray(header) ? header[0] : header;
  const worth = token === undefined ? 'missing' : tokens.has(token) ? 'known' : 'unknown';
  return { shown, token, worth } as const;
}

export function createEventsApi({
  pixels,
  ledger,
  behaviour,
  behaviourOf,
  now,
}: EventsApiOptions): EventsApi {
  const requests = createBoundedLog<LoggedRequest>(1000);
  const totals = { apiRequests: 0, refused: 0, apiEvents: 0 };
  const tokens = new Set(pixels.map((pixel) => pixel.token));

  /** Everything that must have happened before the sender may hear of it. */
  function take(headers: IncomingHttpHeaders, body: string, current: Behaviour): LoggedRequest {
    const at = now();
    const { shown, token, worth } = withoutToken(headers, tokens);
    const judgement = judge({ token, contentType: headers['content-type'], body }, pixels, current, at);
    const decision = decide(current, judgement, at);
    totals.apiRequests += 1;
    if (judgement.kind === 'refused') totals.refused += 1;
    if (decision.stored && judgement.kind === 'accepted') {
      record(judgement.request, ledger, at);
      totals.apiEvents += judgement.request.data.length;
    }
    const fault = judgement.kind === 'refused' ? judgement.fault : undefined;
    const httpStatus = statusOf(decision.answer, current);
    return { at, headers: shown, token: worth, body, fault, ...decision, httpStatus };
  }

  return {
    handle: (request, response) =>
      answerTrack(request, response, { take, requests, behaviour, behaviourOf, now }),
    requests,
    totals: () => ({ ...totals }),
    reset() {
      requests.clear();
      Object.assign(totals, { apiRequests: 0, refused: 0, apiEvents: 0 });
    },
  };
}

interface TrackDesk extends Pick<EventsApiOptions, 'behaviour' | 'behaviourOf' | 'now'> {
  readonly requests: BoundedLog<LoggedRequest>;
  take(headers: IncomingHttpHeaders, body: string, current: Behaviour): LoggedRequest;
}

async function answerTrack(
  request: IncomingMessage,
  response: ServerResponse,
  desk: TrackDesk,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (path !== trackPath) return sendNotFound(response, path, desk.now());
  if (request.method !== 'POST') {
    return sendJson(response, 405, answerOf(40117, desk.now(), 'Method not allowed'));
  }
  const body = await readBody(request);
  if (body === undefined) return void response.destroy();
  const { host = '' } = request.headers;
  const current = { ...desk.behaviour.take(), ...desk.behaviourOf?.({ host, body }) };
  const taken = desk.take(request.headers, body, current);
  desk.requests.push(taken, body.length);
  if (current.latencyMs) await delay(current.latencyMs, undefined, { ref: false });
  write(response, taken, current);
}
