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

/**
 * Reads the body of `/v1/events`, event by event, so that a bad one costs only itself.
 *
 * @throws InvalidRequest where the body is not `{"events": […]}` with 1 to 1000 entries
 */
export function readServerRequest(text: string): (IncomingEvent | Fault)[] {
  const { events } = checkEnvelope(serverRequestSchema.safeParse(parseJson(text)));
  checkCount(events.length);
  return events.map(readEvent);
}
