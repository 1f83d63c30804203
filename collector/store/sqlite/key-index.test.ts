import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortHash } from '../event-key.ts';
import { createKeyIndex } from './key-index.ts';

const key = (...bytes: number[]) => Uint8Array.from({ length: 16 }, (_, at) => bytes[at] ?? 0);

describe('the index of a log', () => {
  it('finds every key that was added, and no other, however many there are', () => {
    const index = createKeyIndex();
    const keys = Array.from({ length: 20_000 }, (_, id) => shortHash(`id-${id}`));
    keys.forEach((each, at) => {
      index.add(each, at + 1);
    });
    const isThere = (wanted: number) => (id: number) => id === wanted;
    expect(keys.every((each, at) => index.find(each, isThere(at + 1)) === at + 1)).toBe(true);
    expect(index.find(shortHash('another'), () => true)).toBe(0);
    const counted = Array.from({ length: 256 }, (_, byte) => index.startingWith(byte).length);
    expect(counted.reduce((sum, count) => sum + count)).toBe(keys.length);
  });

  it('tells keys apart that begin alike, by asking for their rows', () => {
    const index = createKeyIndex();
    for (const id of [1, 2, 3]) index.add(key(1, 2, 3, 4, id), id);
    const asked: number[] = [];
    const found = index.find(key(1, 2, 3, 4, 9), (id) => {
      asked.push(id);
      return false;
    });
    expect(found).toBe(0);
    expect(asked.sort()).toEqual([1, 2, 3]);
    expect(index.find(key(1, 2, 3, 4, 2), (id) => id === 2)).toBe(2);
  });

  it('finds those that begin with a byte also where many crowd at one place, and past the last slot', () => {
    // Bytes next to each other and at both ends, so that runs of taken slots reach from one byte into the next.
    const byte = fc.constantFrom(0, 1, 127, 128, 254, 255);
    const crowded = fc.tuple(byte, fc.constantFrom(0, 255), fc.constantFrom(0, 255), fc.nat(255));
    fc.assert(
      fc.property(fc.array(crowded, { maxLength: 300 }), (prefixes) => {
        const index = createKeyIndex();
        prefixes.forEach((prefix, at) => {
          index.add(key(...prefix), at + 1);
        });
        for (const wanted of [0, 1, 127, 128, 254, 255]) {
          const expected = prefixes.flatMap(([first], at) => (first === wanted ? [at + 1] : []));
          expect(index.startingWith(wanted).sort((left, right) => left - right)).toEqual(expected);
        }
      }),
    );
  });

  it('keeps nothing of what was removed, however often', () => {
    const index = createKeyIndex();
    const kept = Array.from({ length: 100 }, (_, id) => shortHash(`kept-${id}`));
    kept.forEach((each, at) => {
      index.add(each, at + 1);
    });
    let asked = 0;
    for (let time = 0; time < 500; time++) {
      // Some come again each time, as clients send them again, and some are new.
      const names = Array.from({ length: 20 }, (_, at) => (at < 10 ? `again-${at}` : `new-${time}-${at}`));
      names.forEach((name, at) => {
        index.find(shortHash(name), () => {
          asked++;
          return false;
        });
        index.add(shortHash(name), 101 + at);
      });
      names.forEach((name, at) => {
        index.remove(shortHash(name), 101 + at);
      });
    }
    expect(asked).toBe(0);
    const entries = Array.from({ length: 256 }, (_, byte) => index.startingWith(byte).length);
    expect(entries.reduce((sum, count) => sum + count)).toBe(kept.length);
    expect(kept.every((each, at) => index.find(each, (id) => id === at + 1) === at + 1)).toBe(true);
  });
});
