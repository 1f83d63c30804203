/** Bytes of a key that the index knows; the row itself has the others. */
const PREFIX_BITS = 32;

const LAST_BYTE = 255;

const FREE = 0;
/** The slot stays taken for those that had to go further on. */
const REMOVED = 2 ** 32 - 1;

/** So small at first that an idle collector pays nothing for it. */
const FEWEST_BITS = 12;

/** Fuller than this, and the ways to an entry become long. */
const MOST_FULL = 0.6;

/** Where the keys of a log are, in memory: 8 bytes an entry at each of its slots, which are at most 60 % full. */
export interface KeyIndex {
  /** @param id of the key's row, at least 1 */
  add(key: Uint8Array, id: number): void;
  remove(key: Uint8Array, id: number): void;
  /**
   * The id of a row under this key, or 0. Rows are known by the key's first bytes only, so each that may be the one is
   * asked.
   */
  find(key: Uint8Array, isThere: (id: number) => boolean): number;
  /** Ids of all rows whose key begins with this byte. */
  startingWith(byte: number): number[];
}

/**
 * A hash table with open addressing. A key is a hash already, so its first bits are its slot; the table lies in the
 * order of the keys, and all that begin with one byte are found side by side.
 * https://en.wikipedia.org/wiki/Linear_probing
 */
export function createKeyIndex(): KeyIndex {
  let bits = FEWEST_BITS;
  let prefixes = new Uint32Array(1 << bits);
  let ids = new Uint32Array(1 << bits);
  /** Slots that are not free. */
  let taken = 0;

  const slotOf = (prefix: number) => prefix >>> (PREFIX_BITS - bits);
  const next = (slot: number) => (slot + 1) & ((1 << bits) - 1);

  const isRow = (id: number) => id !== FREE && id !== REMOVED;

  function put(prefix: number, id: number): void {
    let slot = slotOf(prefix);
    while (isRow(ids[slot] as number)) slot = next(slot);
    if (ids[slot] === FREE) taken++;
    prefixes[slot] = prefix;
    ids[slot] = id;
  }

  /** Twice as large, but where half of what is taken was removed. */
  function makeRoom(): void {
    const [oldPrefixes, oldIds] = [prefixes, ids];
    const rows = oldIds.reduce((count, id) => (isRow(id) ? count + 1 : count), 0);
    if (rows > taken / 2) bits++;
    prefixes = new Uint32Array(1 << bits);
    ids = new Uint32Array(1 << bits);
    taken = 0;
    oldIds.forEach((id, slot) => {
      if (isRow(id)) put(oldPrefixes[slot] as number, id);
    });
  }

  /** The slot of the key's first entry of which this holds, or of the free slot behind them all. */
  function slotWhere(key: Uint8Array, holds: (id: number) => boolean): number {
    const prefix = prefixOf(key);
    for (let slot = slotOf(prefix); ; slot = next(slot)) {
      const id = ids[slot] as number;
      if (id === FREE || (prefixes[slot] === prefix && id !== REMOVED && holds(id))) return slot;
    }
  }

  return {
    add(key, id) {
      if (taken >= MOST_FULL * ids.length) makeRoom();
      put(prefixOf(key), id);
    },
    remove(key, id) {
      const slot = slotWhere(key, (other) => other === id);
      if (ids[slot] !== FREE) ids[slot] = REMOVED;
    },
    find: (key, isThere) => ids[slotWhere(key, isThere)] as number,
    startingWith(byte) {
      const found: number[] = [];
      const end = byte === LAST_BYTE ? 0 : slotOf(((byte + 1) << 24) >>> 0);
      let isPastEnd = false;
      for (let slot = slotOf((byte << 24) >>> 0); ; slot = next(slot)) {
        isPastEnd ||= slot === end;
        const id = ids[slot] as number;
        // What found its own slot taken stands further on, but never behind a free one.
        if (id === FREE && isPastEnd) return found;
        if (isRow(id) && (prefixes[slot] as number) >>> 24 === byte) found.push(id);
      }
    },
  };
}

function prefixOf(key: Uint8Array): number {
  return (((key[0] ?? 0) << 24) | ((key[1] ?? 0) << 16) | ((key[2] ?? 0) << 8) | (key[3] ?? 0)) >>> 0;
}
