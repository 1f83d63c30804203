import { nameKey } from './name-key.ts';

/** Further away, it is another name and no slip of the finger. */
const MAX_DISTANCE = 3;

/**
 * The name that was probably meant, or undefined where none is near: at most three letters are wrong, and at most
 * a third of all. Case, blanks, "_" and "-" are not compared; of equals, the first.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const key = nameKey(name);
  let nearest: string | undefined;
  let limit = Math.min(MAX_DISTANCE, Math.floor(key.length / 3));
  for (const candidate of candidates) {
    const other = nameKey(candidate);
    if (Math.abs(other.length - key.length) > limit) continue;
    const distance = editDistance(key, other);
    if (distance > limit) continue;
    nearest = candidate;
    limit = distance - 1;
  }
  return nearest;
}

/** How many letters have to be put in, taken out or changed. https://en.wikipedia.org/wiki/Levenshtein_distance */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
