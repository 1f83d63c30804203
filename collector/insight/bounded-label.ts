/** A key that somebody made of an address or a number is no label. */
const PLAIN = /^(?!.*\d{7})[\w .-]{1,80}$/;

/** Words come from outside: so many are told apart, and all further ones are "other". */
const MAX_WORDS = 200;

/** Makes the function that lets the first plain words pass as labels, so that nobody can fill a registry. */
export function createBoundedLabel(): (word: string) => string {
  const known = new Set<string>();
  return function boundedLabel(word) {
    if (known.has(word)) return word;
    if (known.size >= MAX_WORDS || !PLAIN.test(word)) return 'other';
    known.add(word);
    return word;
  };
}
