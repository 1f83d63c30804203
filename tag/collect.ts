import type { CollectRequest } from '../collector/contract/collect-request.ts';
import { explain } from './explain.ts';
import { allowed, isOpen, later, refusals, waiting } from './gate.ts';
import { snapshot } from './json.ts';
import { options } from './options.ts';
import { send } from './transport.ts';

/** What one request says of its events when they happen; who the visitor is comes to it when it leaves. */
export interface Draft extends Pick<CollectRequest, 'pixel' | 'events'> {
  readonly page: { readonly url: string; readonly referrer: string };
}

/** So that several requests of large events still fit into a browser's 64 KiB of keepalive. */
const MAX_EVENTS = 10;
/** What waits for the visitor's consent must have an end too. */
const MAX_WAITING = 100;

/** The request in the making; those that wait already take no further event. */
let draft: Draft | null;

/** Queues an event for the collector; those of one task share a request, where page and pixel are the same. */
export function collect(event: string, id: string, properties?: unknown, pixel = options.pixel): void {
  if (DEBUG)
    explain('event', event, 'with id', id, isOpen() ? 'is sent' : 'waits for consent, or is dropped');
  if (!isOpen() && (options.waiting || allowed === false || waiting.length >= MAX_WAITING)) return;
  const url = location.href;
  if (draft?.page.url !== url || draft.pixel !== pixel || draft.events.length >= MAX_EVENTS) {
    const made: Draft = { pixel, page: { url, referrer: document.referrer }, events: [] };
    draft = made;
    const before = refusals;
    later(() => {
      draft = null;
      if (refusals === before) send(made);
    });
  }
  draft.events.push({
    event: String(event),
    event_id: id,
    event_time: Date.now(),
    properties: snapshot(properties) as Draft['events'][0]['properties'],
    pixel_fired: options.mode !== 'server',
  });
}
