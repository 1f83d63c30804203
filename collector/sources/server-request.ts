import { z } from 'zod';
import type { IncomingEvent } from '../contract/event.ts';
import type { Fault } from '../contract/fault.ts';
import { parseJson } from '../contract/json.ts';
import { checkCount, checkEnvelope } from './envelope.ts';
import { readEvent } from './read-event.ts';

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
  return { sent, events: sent.map(readEvent) };
}
