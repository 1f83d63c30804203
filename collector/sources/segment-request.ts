import type { Refusal } from '../contract/answer.ts';
import type { Dropped } from '../contract/dropped.ts';
import { type IncomingEvent, serverEventSchema } from '../contract/event.ts';
import { type Fault, firstFault } from '../contract/fault.ts';
import { parseJson } from '../contract/json.ts';
import {
  NOTHING_TO_SEND,
  type SegmentCall,
  type SegmentCallType,
  segmentBatchSchema,
  segmentCallSchema,
} from '../contract/segment-call.ts';
import { checkCount, checkEnvelope } from './envelope.ts';
import { isRecord } from './said.ts';
import { segmentEvent, segmentPlace } from './segment-event.ts';

export interface SegmentRead {
  readonly events: readonly (IncomingEvent | Fault | Dropped | typeof NOTHING_TO_SEND)[];
  /** The same refusal with its path in the words of the call: `properties.products.0.price`. */
  readonly inWordsOfCall: (refusal: Refusal) => Refusal;
}

/**
 * Reads what Segment's and RudderStack's SDKs post, call by call, so that a bad one costs only itself.
 *
 * An identify, alias or group call is accepted and makes no event: TikTok has none for it, and who the buyer is may not
 * be kept unhashed, so that later events have to bring their own `traits`.
 *
 * @param type which call the body is; `batch` for one that holds several
 * @throws InvalidRequest where the body is no JSON object, or no batch with 1 to 1000 calls
 */
export function readSegmentRequest(text: string, type: SegmentCallType | 'batch'): SegmentRead {
  const body = parseJson(text);
  const calls = type === 'batch' ? callsOf(body) : [isRecord(body) ? { ...body, type } : body];
  const read = calls.map(readCall);
  return {
    events: read.map(({ event }) => event),
    inWordsOfCall(refusal) {
      const call = read[refusal.index]?.call;
      return call ? { ...refusal, path: segmentPlace(call, refusal.path) } : refusal;
    },
  };
}

function callsOf(body: unknown): unknown[] {
  const { batch, context, integrations } = checkEnvelope(segmentBatchSchema.safeParse(body));
  checkCount(batch.length, 'batch');
  if (!context && !integrations) return batch;
  return batch.map((call) =>
    isRecord(call)
      ? {
          ...call,
          context: isRecord(call.context) ? { ...context, ...call.context } : (call.context ?? context),
          integrations: call.integrations ?? integrations,
        }
      : call,
  );
}

function readCall(raw: unknown): { call?: SegmentCall; event: SegmentRead['events'][number] } {
  const parsed = segmentCallSchema.safeParse(raw);
  if (!parsed.success) return { event: firstFault(parsed.error) };
  const call = parsed.data;
  if (call.type === 'identify' || call.type === 'alias' || call.type === 'group') {
    return { event: NOTHING_TO_SEND };
  }
  if (isSwitchedOff(call)) {
    return { event: { dropped: 'disabled', event: typeof call.event === 'string' ? call.event : call.type } };
  }
  const checked = serverEventSchema.safeParse(segmentEvent(call));
  return { call, event: checked.success ? checked.data : firstFault(checked.error) };
}

/**
 * Whether the sender keeps the event from us, by the name of this destination or as one of all.
 * https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/#selecting-integrations
 */
function isSwitchedOff({ integrations = {} }: SegmentCall): boolean {
  const ours = Object.keys(integrations).filter((name) => /^(?:tik[\s_-]?tok|clickthread)/i.test(name));
  if (ours.length > 0) return ours.every((name) => integrations[name] === false);
  return integrations.All === false || integrations.all === false;
}
