import { attempt } from '../attempt.ts';
import { tellTag } from './tell-tag.ts';

/** What a frame posts to its page when it wants the ids. */
export const QUESTION = 'clickthread:ids';

/**
 * Shopify runs custom pixels in sandboxed frames of this name, which see neither the page nor its cookies.
 * https://shopify.dev/docs/api/web-pixels-api
 */
const PIXEL_FRAME = /^web-pixel-sandbox/;

/** The page's own frame that a message came from, if it is one that may know the ids: any other may be an ad's. */
function isTrusted(page: Window, source: unknown): boolean {
  return [...page.document.querySelectorAll('iframe')].some(
    ({ contentWindow, id, dataset }) =>
      contentWindow === source && (PIXEL_FRAME.test(id) || dataset.ctFill !== undefined),
  );
}

/**
 * Answers frames that ask for the ids by message: `parent.postMessage('clickthread:ids', '*')` is answered with
 * `{ clickthread: { visitor, ttclid, ttp } }`, as soon as consent allows. Only custom pixels are answered, and frames
 * that the page has marked with `data-ct-fill`. Never throws into the page.
 */
export function answerFrames(page: Window): void {
  page.addEventListener('message', ({ data, source }) => {
    attempt(() => {
      if (data !== QUESTION || !isTrusted(page, source)) return;
      // A sandboxed frame has no origin that could be named; the window itself is the one that asked.
      tellTag(page, 'ids', (ids) => source?.postMessage({ clickthread: ids }, { targetOrigin: '*' }));
    });
  });
}
