/** Chance that can be had again: the same seed gives the same throws. */
export interface Dice {
  /** A whole number from 0 up to, and without, `sides`. */
  roll(sides: number): number;
  /** Whether something happens that does so once in so many times. */
  oneIn(times: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32, a generator of 32 bits of state. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const roll = (sides: number) => Math.floor(next() * sides);
  return {
    roll,
    oneIn: (times) => roll(times) === 0,
    pick: (items) => items[roll(items.length)] as (typeof items)[number],
  };
}
