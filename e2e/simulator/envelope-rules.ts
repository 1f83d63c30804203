import { type Fault, isRecord } from './shape.ts';
import { judgeTrackBody } from './track-rules.ts';

/** A source (pixel code, offline or CRM event-set id) and a token that may send to it. */
export interface PixelAccess {
  readonly code: string;
  readonly token: string;
}

interface TrackEvent {
  readonly event: string;
  readonly event_time: number;
  readonly event_id?: string;
  readonly user?: Record<string, unknown>;
  readonly properties?: Record<string, unknown>;
  readonly page?: Record<string, unknown>;
}

export interface TrackRequest {
  readonly event_source: string;
  readonly event_source_id: string;
  readonly test_event_code?: string;
  readonly data: readonly TrackEvent[];
}

export interface ReceivedRequest {
  readonly token: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

export type Judgement =
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'accepted'; readonly request: TrackRequest };

const refused = (code: number, message: string): Judgement => ({ kind: 'refused', fault: { code, message } });

function parseJson(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
}

/** The whole request, in the order in which a gateway meets it: token, form, right to the pixel, content. */
export function judgeTrackRequest(
  { token, contentType, body }: ReceivedRequest,
  pixels: readonly PixelAccess[],
  nowMs: number,
): Judgement {
  if (token === undefined || token.trim() === '') return refused(40104, 'Access token is empty.');
  // A token sent as `Bearer …` lands here as well: TikTok takes it bare.
  if (!pixels.some((pixel) => pixel.token === token)) {
    return refused(40105, 'Access token is incorrect or has been revoked');
  }
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
    return refused(40002, 'Content-Type must be application/json.');
  }
  const parsed = parseJson(body);
  if (!parsed) return refused(40000, 'Request body is not valid JSON.');
  const sourceId = isRecord(parsed.value) ? parsed.value.event_source_id : undefined;
  if (
    typeof sourceId === 'string' &&
    !pixels.some((pixel) => pixel.code === sourceId && pixel.token === token)
  ) {
    return refused(
      40001,
      `No permission to operate pixel code: ${sourceId}. You must be an admin or operator of this advertiser account.`,
    );
  }
  const fault = judgeTrackBody(parsed.value, nowMs);
  return fault ? { kind: 'refused', fault } : { kind: 'accepted', request: parsed.value as TrackRequest };
}
