import type { Call } from './calls.ts';

declare global {
  /** The one function of the page, and before the tag is there its stub, which takes notes. */
  interface ClickthreadGlobal extends Call {
    /** Calls made before the tag was there. */
    q?: [name: string, ...args: unknown[]][];
    /** The landing page's address, as the stub saw it. */
    u?: string;
    /** Set by the tag, so that a second copy of it does nothing. */
    on?: boolean;
  }

  interface Window {
    clickthread?: ClickthreadGlobal;
    /** Name of the global that holds the pixel; TikTok's snippet sets it, and it need not be `ttq`. */
    TiktokAnalyticsObject?: string;
  }

  interface Navigator {
    /** https://www.w3.org/TR/gpc/ */
    readonly globalPrivacyControl?: boolean;
  }

  interface Document {
    /** https://wicg.github.io/nav-speculation/prerendering.html */
    readonly prerendering?: boolean;
  }
}
