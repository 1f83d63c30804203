/** Keeps the newest entries: at most `limit` of them, and at most `maxWeight` together (a bench logs megabytes). */
export interface BoundedLog<Entry> {
  push(entry: Entry, weight?: number): void;
  entries(): readonly Entry[];
  clear(): void;
}

export function createBoundedLog<Entry>(limit: number, maxWeight = 64 * 1024 * 1024): BoundedLog<Entry> {
  let kept: { entry: Entry; weight: number }[] = [];
  let total = 0;
  return {
    push(entry, weight = 0) {
      kept.push({ entry, weight });
      total += weight;
      while (kept.length > limit || (total > maxWeight && kept.length > 1))
        total -= kept.shift()?.weight ?? 0;
    },
    entries: () => kept.map(({ entry }) => entry),
    clear() {
      kept = [];
      total = 0;
    },
  };
}
