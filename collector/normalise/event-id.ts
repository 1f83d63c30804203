import { sha256 } from './match-keys.ts';

/** What an event id is made from where none is given. */
export interface IdSource {
  readonly event: string;
  readonly event_id?: string | undefined;
  readonly message_id?: string | undefined;
  readonly properties?: { readonly order_id?: string | undefined } | undefined;
}

/**
 * The id under which TikTok and we count the event once: the given one, else `ord_<order id>`, as the tag makes it
 * on the thank-you page, else the sender's own id of the message, else a hash of what was sent, so that a resend of
 * the same event is the same event.
 */
export function normaliseEventId(event: IdSource): string {
  if (event.event_id) return event.event_id;
  if (event.properties?.order_id) return `ord_${event.properties.order_id}`;
  if (event.message_id) return event.message_id;
  return sha256(JSON.stringify(event)).slice(0, 32);
}
