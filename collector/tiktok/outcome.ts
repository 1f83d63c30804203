/** What became of a request at TikTok, as a decision. `reason` is for people and carries no secret. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly requestId: string | undefined }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'unauthorised'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: string; readonly requestId: string | undefined };

/** An answer as it came, or the error that came in its place. */
export type Reply =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

/**
 * Codes by their names in TikTok's own SDK:
 * https://github.com/tiktok/tiktok-business-api-sdk (python_sdk, tiktok_code.py).
 * Which of them pass with time is read from RudderStack's network handler and from the names.
 */
const ACCEPTED: ReadonlySet<number> = new Set([0, 20001]);
const RETRIED: ReadonlySet<number> = new Set([40016, 40100, 40132, 40133, 40201, 40202, 40700]);
const UNAUTHORISED: ReadonlySet<number> = new Set([
  40001, 40101, 40102, 40103, 40104, 40105, 40113, 40118, 40125, 40130,
]);

/**
 * Judges a reply by the code in its body first, then by the HTTP status, then by its shape: errors are on record
 * both as 200 with a code and as 4xx, and 401 alone may be a rate limit (40100), so the status is the weaker word.
 */
export function judge(reply: Reply): Outcome {
  if (reply.kind === 'unreachable') return { kind: 'retry', reason: reply.reason };
  const body = parseBody(reply.text);
  if (!body) return judgeStatus(reply.status);

  const { code, message, requestId } = body;
  const reason = `${code} ${message}`.trim();
  if (ACCEPTED.has(code)) return { kind: 'accepted', requestId };
  if (UNAUTHORISED.has(code)) return { kind: 'unauthorised', reason };
  // 5xxxx are TikTok's own services, 6xxxx maintenance and backlog.
  if (RETRIED.has(code) || (code >= 50000 && code < 70000)) return { kind: 'retry', reason };
  if (code >= 40000 && code < 50000) return { kind: 'rejected', reason, requestId };
  // No code of TikTok's: a gateway on the way speaks JSON too.
  return judgeStatus(reply.status);
}

function judgeStatus(status: number): Outcome {
  const reason = `HTTP ${status} without TikTok's answer in the body`;
  // Too large is the one thing that a gateway knows of a request; the halves may pass.
  if (status === 413) return { kind: 'rejected', reason, requestId: undefined };
  // Without TikTok's own code nobody knows that the event is at fault. Ask again.
  return { kind: 'retry', reason };
}

interface TikTokAnswer {
  readonly code: number;
  readonly message: string;
  readonly requestId: string | undefined;
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
    message: 'message' in body && typeof body.message === 'string' ? body.message.slice(0, 500) : '',
    requestId: 'request_id' in body && typeof body.request_id === 'string' ? body.request_id : undefined,
  };
}
