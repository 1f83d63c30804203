/**
 * What a template leaves behind where it had nothing to fill in, and SHA-256 of nothing
 * (https://www.di-mgt.com.au/sha_testvectors.html). As an id it would make one thing of all.
 */
const LEFTOVERS: ReadonlySet<string> = new Set([
  'undefined',
  'null',
  '(null)',
  'nan',
  '[object object]',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
]);

const LONGEST_WORD = '[object object]'.length;

/** Whether a text without blanks around it says nothing. */
export function isLeftover(text: string): boolean {
  // Most texts are longer than a word and shorter than a hash.
  return text.length <= LONGEST_WORD || text.length === 64
    ? text === '' || LEFTOVERS.has(text.toLowerCase())
    : false;
}
