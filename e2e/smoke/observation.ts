import type { PixelEvent, SentEvent } from '../wire.ts';

/** What one loading of a page showed. */
export interface PageLoad {
  readonly name: 'landing' | 'reload' | 'second page';
  readonly url: string;
  /** When the tag was ready, in ms since the page began; undefined where it never was. */
  readonly tagReadyMs: number | undefined;
  /** How many script elements of the tag the page has. */
  readonly tagScripts: number;
  /** False where the page has told the tag to leave page views alone (`data-pageviews="off"`). */
  readonly countsPageViews: boolean;
  /** The first change of the address by script that lost the click id. */
  readonly lostAddress: LostAddress | undefined;
  /** The click id that the browser holds in `_ct_click` at the end. */
  readonly keptClickId: string | undefined;
  readonly pixel: readonly PixelEvent[];
  readonly collected: readonly SentEvent[];
  /** What became of requests to the collector: an HTTP status, or what the browser says of a failure. */
  readonly outcomes: readonly (number | string)[];
  /** Requests to the collector that break its contract. */
  readonly faults: readonly string[];
}

interface LostAddress {
  readonly method: string;
  readonly ms: number;
  /** Whether the stub had recorded the address by then. */
  readonly stubHadIt: boolean;
}

/** Everything that a visit showed; the checks read nothing else. */
export interface Observation {
  /** The made-up click id that the visit came with. */
  readonly ttclid: string;
  /** The redirect that lost the click id on the way to the landing page, as `from → to`. */
  readonly lostInRedirect: string | undefined;
  readonly loads: readonly PageLoad[];
}
