import { z } from 'zod';
import { type IncomingEvent, serverEventSchema } from '../contract/event.ts';
import { type Fault, firstFault } from '../contract/fault.ts';
import { parseJson } from '../contract/json.ts';
import { isPlain } from '../contract/plain.ts';
import { checkCount, checkEnvelope } from './envelope.ts';
import { withGa4Ecommerce } from './ga4-ecommerce.ts';

const serverRequestSchema = z.strictObject({
  events: z
    .array(z.unknown(), { error: 'required: an array of events' })
    .min(1, 'expected at least one event'),
});

export interface ServerRead {
  /** As they were sent. */
  readonly sent: readonly unknown[];
  /** The same, checked. */
  readonly events: readonly (IncomingEvent | Fault)[];
}

/**
 * Reads the body of `/v1/events`, event by event, so that a bad one costs only itself.
 *
 * @throws InvalidRequest where the body is not `{"events": […]}` with 1 to 1000 entries
 */
export function readServerRequest(text: string): ServerRead {
  const { events: sent } = checkEnvelope(serverRequestSchema.safeParse(parseJson(text)));
  checkCount(sent.length);
  return { sent, events: sent.map(readServerEvent) };
}

function readServerEvent(raw: unknown): IncomingEvent | Fault {
  const event = withGa4Ecommerce(raw);
  if (isPlain(serverEventSchema, event)) return event as IncomingEvent;
  const parsed = serverEventSchema.safeParse(event);
  return parsed.success ? parsed.data : firstFault(parsed.error);
}
