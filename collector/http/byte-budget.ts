/** Memory for bodies that are still being sent: a thousand slow uploads must not add up to all there is. */
export interface ByteBudget {
  /** Whether there is room for so many more; if so, they are taken. */
  take(bytes: number): boolean;
  /** Returns what was taken. */
  give(bytes: number): void;
}

/** @param maxBytes of all bodies together */
export function createByteBudget(maxBytes: number): ByteBudget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > maxBytes) return false;
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}
