/**
 * True in `dist/tag.debug.js` alone. The build replaces it, so that `if (DEBUG) …` costs the other bundles no byte;
 * `tag/bundle.test.ts` holds that to it.
 */
declare const DEBUG: boolean;
