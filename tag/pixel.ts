import { attempt } from './attempt.ts';
import { options } from './options.ts';

/** The pixel, or its stub: methods as own properties, and of a stub the calls that wait as elements. */
export type Pixel = Record<string, unknown> & Partial<unknown[][]>;

/** Name of the global that holds the pixel, where TikTok's snippet has not said another. */
export const USUAL_NAME = 'ttq';

/** The pixel of the page; looked up anew each time, since its library may replace the object. */
function pixel(): Pixel | undefined {
  return (window as unknown as Record<string, Pixel>)[window.TiktokAnalyticsObject || USUAL_NAME];
}

/** Calls a method of the pixel, where the page has one and uses it. What the pixel throws costs nothing else. */
export function tell(method: string, ...args: unknown[]): void {
  if (options.mode !== 'server') {
    attempt(() => (pixel() as Record<string, (...args: unknown[]) => void>)[method]?.(...args));
  }
}

/** Codes of all pixels on the page; undefined where there is no pixel. */
export function pixelCodes(): string[] | undefined {
  return attempt(() => Object.keys(pixel()?._i as object));
}
