/** An origin whose pages load more than one pixel. */
interface CrowdedPages {
  readonly origin: string;
  /** In alphabetical order. */
  readonly pixels: readonly string[];
  /** The pixel that gets the server's copies; null where none does. */
  readonly serverCopiesTo: string | null;
}

/** What pages have told of the pixels on them, for people who look on. Kept in memory: pages tell it again. */
export interface PageWatch {
  /**
   * Takes note of the pixels on a page; the first time that a set of several is seen, it is logged.
   *
   * @param origin checked against the allow-list before
   * @param codes as the page says
   * @param pixel the one that the page names for its events
   */
  see(origin: string, codes: readonly string[], pixel: string | undefined): void;
  /** The answer of the dashboard. */
  list(): { pages: object[] };
}

/** Sets remembered, and so lines logged: whoever makes up codes finds an end. */
const MAX_SETS = 100;

/** As the configuration takes a code, with a letter: an address or a number that a page may say has no business in a log. */
const CODE = /^(?=.*[A-Za-z])[A-Za-z0-9._-]{1,40}$/;

const MEANING =
  'several pixels on one page: ttq.track() without an instance tells all of them, and only the one that gets the ' +
  'server copies can drop the double; tell the others apart with ttq.instance(code), or take them out';

/**
 * @param webPixels codes that are configured for web events: with a single one, events go there unnamed
 * @param warn writes one line for people on call
 */
export function createPageWatch(
  webPixels: readonly string[],
  warn: (fields: object, message: string) => void,
): PageWatch {
  const sets = new Map<string, CrowdedPages>();
  let isFull = false;

  function destinationOf(pixel: string | undefined): string | null {
    const code = pixel ?? (webPixels.length === 1 ? webPixels[0] : undefined);
    return code !== undefined && webPixels.includes(code) ? code : null;
  }

  return {
    see(origin, codes, pixel) {
      // Nearly all pages have one, and each event asks.
      if (codes.length < 2) return;
      const pixels = [...new Set(codes.filter((code) => CODE.test(code)))].sort();
      if (pixels.length < 2) return;
      const serverCopiesTo = destinationOf(pixel);
      const key = [origin, serverCopiesTo, ...pixels].join(' ');
      if (sets.has(key)) return;
      if (sets.size < MAX_SETS) {
        sets.set(key, { origin, pixels, serverCopiesTo });
        warn({ origin, pixels, serverCopiesTo }, MEANING);
      } else if (!isFull) {
        isFull = true;
        warn({ sets: MAX_SETS }, 'too many sets of pixels on pages: no further ones are reported');
      }
    },
    list: () => ({
      pages: [...sets.values()].map(({ origin, pixels, serverCopiesTo }) => ({
        origin,
        pixels,
        server_copies_to: serverCopiesTo,
      })),
    }),
  };
}
