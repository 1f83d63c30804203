import { namedIndex } from './named-index.ts';
import { INVALID_SOURCE, NO_PERMISSION } from './request-words.ts';

/** What became of a request at TikTok, as a decision. `reason` is for people and carries no secret. */
export type Outcome =
  /** TikTok has the events; the note is what it said beside its yes. */
  | { readonly kind: 'accepted'; readonly requestId: string | undefined; readonly note: string | undefined }
  /** Nobody knows whether TikTok has them: ask again, under the same ids. */
  | {
      readonly kind: 'retry';
      readonly reason: string;
      /** Whether TikTok itself answered; false where the network or a gateway did. */
      readonly answered: boolean;
    }
  /** Too much at once: nothing is wrong with the events. */
  | { readonly kind: 'throttled'; readonly reason: string }
  /** No event is at fault and no waiting mends it: the token, the account, the address. */
  | { readonly kind: 'unauthorised'; readonly reason: string }
  /** The events themselves are at fault; unchanged, they are refused again. */
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      readonly requestId: string | undefined;
      /** Place of the first bad event in the request, where TikTok names one. */
      readonly at: number | undefined;
    };

/** An answer as it came, or the error that came in its place. */
export type Reply =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

interface Row {
  /** The first and the last number of the row. */
  readonly numbers: readonly [number, number];
  /** The row holds for these words of TikTok's only. */
  readonly words?: RegExp;
  readonly kind: Outcome['kind'];
  readonly source: string;
}

/** Names of the codes in TikTok's own SDK: python_sdk/business_api_client/tiktok_business/tiktok_code.py */
const SDK = 'https://github.com/tiktok/tiktok-business-api-sdk';
/** What a peer delivers, throttles, retries and aborts: src/v0/destinations/tiktok_ads */
const RUDDER = 'https://github.com/rudderlabs/rudder-transformer';
/** Its manual: what to do about "No permission to operate pixel code" */
const RUDDER_MANUAL =
  'https://www.rudderstack.com/docs/destinations/streaming-destinations/tiktok-ads/cloud-mode/';
/** Live answers to a request with a bad head: TIKTOK_EVENTS_API_TEST_REPORT.md */
const LIVE_ANSWERS = 'https://github.com/gingagenie/taska-vercel';
const RFC9110 = 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14';
const RFC6585 = 'https://www.rfc-editor.org/rfc/rfc6585#section-4';

/** Codes in the body; the first row that holds a code, and what is said with it, decides. */
const CODES: readonly Row[] = [
  { numbers: [0, 0], kind: 'accepted', source: SDK },
  { numbers: [20001, 20001], kind: 'accepted', source: RUDDER },
  { numbers: [40001, 40001], kind: 'unauthorised', source: RUDDER },
  { numbers: [40002, 40002], words: NO_PERMISSION, kind: 'unauthorised', source: RUDDER_MANUAL },
  { numbers: [40002, 40002], words: INVALID_SOURCE, kind: 'unauthorised', source: LIVE_ANSWERS },
  { numbers: [40003, 40003], kind: 'unauthorised', source: SDK },
  { numbers: [40006, 40006], kind: 'unauthorised', source: SDK },
  { numbers: [40009, 40010], kind: 'unauthorised', source: SDK },
  { numbers: [40013, 40014], kind: 'unauthorised', source: SDK },
  { numbers: [40016, 40016], kind: 'throttled', source: SDK },
  // DUPLICATED_REQUEST: after a time-out TikTok may have the events of the first copy, or may have lost them; no document
  // says which. Asking again under the same ids loses none and doubles none, since TikTok drops copies for 48 hours:
  // https://ads.tiktok.com/help/article/event-deduplication
  { numbers: [40050, 40050], kind: 'retry', source: SDK },
  { numbers: [40051, 40051], kind: 'unauthorised', source: SDK },
  { numbers: [40100, 40100], kind: 'throttled', source: RUDDER },
  { numbers: [40132, 40133], kind: 'throttled', source: SDK },
  // All else that the SDK names from 40101 to 40131 is about tokens, users, developers and scopes, and its 403xx are about
  // accounts and logins: a number there that it does not name is no event's fault either.
  { numbers: [40101, 40199], kind: 'unauthorised', source: SDK },
  { numbers: [40201, 40202], kind: 'retry', source: SDK },
  { numbers: [40300, 40399], kind: 'unauthorised', source: SDK },
  { numbers: [40400, 40400], kind: 'unauthorised', source: SDK },
  { numbers: [41000, 41001], kind: 'unauthorised', source: SDK },
  // The rest of 4xxxx is TikTok's word on the events; 5xxxx are its own services, 6xxxx maintenance and backlog.
  { numbers: [40000, 49999], kind: 'rejected', source: RUDDER },
  { numbers: [50000, 59999], kind: 'retry', source: SDK },
  { numbers: [60000, 69999], kind: 'retry', source: SDK },
  // INVALID_BIZ_AUTH_TYPE
  { numbers: [70001, 70001], kind: 'unauthorised', source: SDK },
];

/** HTTP statuses of answers without such a code: a gateway on the way knows of sizes and rates, and of nothing else. */
const STATUSES: readonly Row[] = [
  { numbers: [413, 413], kind: 'rejected', source: RFC9110 },
  { numbers: [429, 429], kind: 'throttled', source: RFC6585 },
  // 401 too: peers have seen it with a rate limit. Without TikTok's own code nobody knows what is at fault.
  { numbers: [0, 999], kind: 'retry', source: RUDDER },
];

/** An answer may be long; what is kept with each event of its request is not. */
const MAX_NOTE_LENGTH = 2000;
const MAX_MESSAGE_LENGTH = 500;
/** Those on record have 34 characters. */
const MAX_REQUEST_ID_LENGTH = 100;

/**
 * Judges a reply by the code in its body first, then by the HTTP status, then by its shape: errors are on record
 * both as 200 with a code and as 4xx, and 401 alone may be a rate limit (40100), so the status is the weaker word.
 */
export function judge(reply: Reply): Outcome {
  if (reply.kind === 'unreachable') return { kind: 'retry', reason: reply.reason, answered: false };
  const body = parseBody(reply.text);
  const kind = body && kindOf(CODES, body.code, body.message);
  // No code, or none of TikTok's: a gateway on the way speaks JSON too.
  return body && kind ? outcomeOf(kind, body) : judgeStatus(reply.status);
}

function outcomeOf(kind: Outcome['kind'], { code, message, requestId, data }: TikTokAnswer): Outcome {
  const reason = `${code} ${message}`.trim();
  switch (kind) {
    case 'accepted':
      return { kind, requestId, note: code === 0 ? undefined : noteOf(reason, data) };
    case 'rejected':
      return { kind, reason, requestId, at: namedIndex(message) };
    case 'retry':
      return { kind, reason, answered: true };
    default:
      return { kind, reason };
  }
}

function judgeStatus(status: number): Outcome {
  const reason = `HTTP ${status} without TikTok's answer in the body`;
  const kind = kindOf(STATUSES, status);
  if (kind === 'rejected') return { kind, reason, requestId: undefined, at: undefined };
  return kind === 'throttled' ? { kind, reason } : { kind: 'retry', reason, answered: false };
}

function kindOf(rows: readonly Row[], number: number, message = ''): Outcome['kind'] | undefined {
  return rows.find(
    ({ numbers: [first, last], words }) =>
      first <= number && number <= last && (words?.test(message) ?? true),
  )?.kind;
}

/** What came beside a yes in part: nobody has documented its shape, so it is shown as it is. */
function noteOf(reason: string, data: unknown): string {
  return (data === undefined ? reason : `${reason} ${JSON.stringify(data)}`).slice(0, MAX_NOTE_LENGTH);
}

interface TikTokAnswer {
  readonly code: number;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly data: unknown;
}

function parseBody(text: string): TikTokAnswer | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null || !('code' in body) || typeof body.code !== 'number') {
    return undefined;
  }
  return {
    code: body.code,
    message: 'message' in body ? (words(body.message, MAX_MESSAGE_LENGTH) ?? '') : '',
    requestId: 'request_id' in body ? words(body.request_id, MAX_REQUEST_ID_LENGTH) : undefined,
    data: 'data' in body ? body.data : undefined,
  };
}

function words(value: unknown, maxLength: number): string | undefined {
  return typeof value === 'string' ? value.slice(0, maxLength) : undefined;
}
