import { attempt } from './attempt.ts';
import { explain } from './explain.ts';
import { allowed } from './gate.ts';
import { options } from './options.ts';
import { type Pixel, USUAL_NAME } from './pixel.ts';
import { type PixelCall, report, seen } from './report.ts';
import { watch } from './watch.ts';

type Method = (...args: unknown[]) => unknown;

/** The page's own method, with the report before it; arguments, `this` and result are the page's. */
function reporting(name: string, method: Method, code: string | undefined): Method {
  return function (this: unknown, ...args) {
    const call: PixelCall = [name, ...args];
    report(call, code);
    const result = method.apply(this, call.slice(1));
    return name === 'instance' ? watchPixel(result as Pixel, args[0] as string) : result;
  };
}

/** Watches a pixel object, all of its methods, and what already waits in it. */
function watchPixel(pixel: Pixel, code?: string): Pixel {
  attempt(() => {
    if (!pixel || seen.has(pixel)) return;
    seen.add(pixel);
    if (DEBUG) explain('pixel found', code ?? 'for all codes', 'its calls get a twin at the collector');
    // Before all calls that wait in it, or are still to come, until the visitor agrees.
    if (!allowed) pixel.unshift?.(['holdConsent']);
    ['track', 'page', 'identify', 'instance', 'push'].forEach((name) => {
      watch<Method | undefined>(pixel, name, (method) => method && reporting(name, method, code));
    });
    for (const [each, instance] of Object.entries(pixel._i || {})) watchPixel(instance as Pixel, each);
    // Last, since a pixel that has taken over already need not be an array.
    for (const call of pixel as unknown as PixelCall[]) report(call, code);
  });
  return pixel;
}

/**
 * Gives every call that the page makes to its pixel a twin at the collector, under the same name and id: calls that
 * wait already and later ones, before and after TikTok's library takes over, whatever the pixel's global is called
 * and whichever of the scripts comes first.
 */
export function mirror(): void {
  if (options.mode === 'server' || options.mirror === 'off') return;
  watch<string | undefined>(window, 'TiktokAnalyticsObject', (name) => {
    // It may be taken by something that cannot be watched, and the snippet that sets it must go on.
    attempt(() => watch(window, name || USUAL_NAME, watchPixel));
    return name;
  });
}
