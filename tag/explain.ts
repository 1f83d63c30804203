/** Says in words what the tag does and why; only in the debug build (`/tag.debug.js`), where `DEBUG` is true. */
export function explain(...words: readonly unknown[]): void {
  console.info('[clickthread]', ...words);
}
