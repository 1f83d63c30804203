import { type IncomingEvent, serverEventSchema } from '../contract/event.ts';
import { type Fault, firstFault } from '../contract/fault.ts';

/** Checks one event of a server or a file against the contract: the event, or the first thing that is wrong with it. */
export function readEvent(raw: unknown): IncomingEvent | Fault {
  const parsed = serverEventSchema.safeParse(raw);
  return parsed.success ? parsed.data : firstFault(parsed.error);
}
