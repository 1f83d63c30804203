/**
 * A Bloom filter over keys of one generation: it may say yes to a key that it has not, and never no to one that it has.
 * https://en.wikipedia.org/wiki/Bloom_filter
 *
 * With 2^24 bits (2 MB), four probes and a million keys it is wrong for 0.2 % of the others.
 */
export const FILTER_BYTES = 2 ** 21;

/** Each probe is 24 bits of the key, which is a hash already. */
const PROBES = [0, 3, 6, 9] as const;

/** Where a key's bits are: the same in the filter of every generation. */
export function probesOf(key: Uint8Array): number[] {
  return PROBES.map((at) => ((key[at] ?? 0) << 16) | ((key[at + 1] ?? 0) << 8) | (key[at + 2] ?? 0));
}

export function addTo(filter: Uint8Array, probes: readonly number[]): void {
  for (const bit of probes) filter[bit >> 3] = (filter[bit >> 3] ?? 0) | (1 << (bit & 7));
}

export function mayHave(filter: Uint8Array, probes: readonly number[]): boolean {
  for (const bit of probes) if (((filter[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  return true;
}
