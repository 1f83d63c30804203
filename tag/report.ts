import { attempt } from './attempt.ts';
import type { Properties } from './calls.ts';
import { collect } from './collect.ts';
import { eventId, type GivenId } from './event-id.ts';
import { snapshot } from './json.ts';
import { pageView } from './page-view.ts';
import { tell } from './pixel.ts';
import { user } from './user.ts';

/** One call to the pixel, in the form in which its stub queues them. */
export type PixelCall = [method: string, ...args: unknown[]];

interface TrackOptions extends GivenId {
  readonly pixel_code?: string;
}

/**
 * Pixels that are watched, and the options of calls that have been reported: TikTok's library makes the calls that
 * waited anew when it takes over, and our own calls to the pixel come by too. Neither is a new event.
 */
export const seen = new WeakSet<object>();

/**
 * Reports a call to the pixel to the collector. An event gets its id first, where the page gave none.
 *
 * @param call `['track', name, properties, options]`, `['page']`, `['identify', person]`, or `['push', ...calls]`; others are left alone
 * @param code of the pixel that is told, where it is not all of them
 */
export function report(call: PixelCall, code?: string): void {
  attempt(() => {
    const [method, first, properties, options] = call;
    if (method === 'push') call.slice(1).forEach((each) => report(each as PixelCall, code));
    if (method === 'page') pageView();
    // In the page's own words: the collector knows how the pixel calls them.
    if (method === 'identify') Object.assign(user as object, snapshot(first));
    if (method === 'track' && !seen.has(options as object)) {
      const given = (options ?? {}) as TrackOptions;
      const id = eventId(given, properties as Properties);
      call[3] = { ...given, event_id: id };
      seen.add(call[3] as object);
      collect(first as string, id, properties, code ?? given.pixel_code);
    }
  });
}

/** Makes a call to the pixel, and reports it. */
export function tellBoth(...call: PixelCall): void {
  report(call);
  tell(...call);
}
