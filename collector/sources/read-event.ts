import { type IncomingEvent, serverEventSchema } from '../contract/event.ts';
import { type Fault, firstFault } from '../contract/fault.ts';
import { isPlain } from '../contract/plain.ts';
import { withGa4Ecommerce } from './ga4-ecommerce.ts';

/** Checks one event as a server sends it, on whatever way it came: the event, or what is wrong with it and where. */
export function readEvent(raw: unknown): IncomingEvent | Fault {
  const event = withGa4Ecommerce(raw);
  if (isPlain(serverEventSchema, event)) return event as IncomingEvent;
  const parsed = serverEventSchema.safeParse(event);
  return parsed.success ? parsed.data : firstFault(parsed.error);
}
