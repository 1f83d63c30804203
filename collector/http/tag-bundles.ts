import { readdirSync, readFileSync } from 'node:fs';

/** `tag.js`, and what goes with it: `tag.<name>.js`. */
const BUNDLE = /^tag(?:\.([a-z][a-z0-9-]{0,30}))?\.js$/;

/** All are kept in memory in three forms. */
const MAX_BUNDLES = 20;

/**
 * Reads the bundles of the tag once, at start.
 *
 * @param folder what the build has written; it may hold other files too
 * @returns their texts by name, '' for the tag itself
 * @throws Error where the tag itself is missing
 */
export function readTagBundles(folder: URL): ReadonlyMap<string, string> {
  const names = readdirSync(folder)
    .flatMap((file) => {
      const match = BUNDLE.exec(file);
      return match ? [match[1] ?? ''] : [];
    })
    .sort()
    .slice(0, MAX_BUNDLES);
  if (!names.includes('')) throw new Error('tag.js is missing');
  return new Map(
    names.map((name) => [name, readFileSync(new URL(`tag${name && `.${name}`}.js`, folder), 'utf8')]),
  );
}
