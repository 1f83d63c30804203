import { describe, expect, it } from 'vitest';
import { createProgress, describeProgress } from './progress.ts';

it.each<[number, number | undefined, number, number, object, string]>([
  [
    10_000,
    1000,
    500,
    250,
    { rate: '40', percent: '25 %', left: '30 s' },
    'a quarter in 10 s: 30 s for the rest',
  ],
  [
    60_000,
    1000,
    1300,
    100,
    { rate: '20', percent: '10 %', left: '9 min 0 s' },
    'nine times a minute are left',
  ],
  [1000, undefined, 1100, 4096, { rate: '1,000', percent: '', left: '' }, 'standard input has no end yet'],
  [0, 1000, 100, 0, { rate: '0', percent: '', left: '' }, 'the beginning'],
])('after %i ms, of %s bytes, row %i, byte %i: %j (%s)', (ms, totalBytes, rows, bytes, expected) => {
  // An earlier run had done 100 rows.
  expect(describeProgress({ now: () => ms, totalBytes, startRow: 100 }, 0, rows, bytes)).toEqual(expected);
});

describe('where there is no terminal', () => {
  it('writes a line every five seconds', () => {
    let now = 0;
    let written = '';
    const stream = { write: (text: string) => (written += text) } as unknown as NodeJS.WriteStream;
    const progress = createProgress({ stream, now: () => now, totalBytes: 1000, startRow: 0 });
    for (now = 0; now <= 10_000; now += 1000) progress.update(now / 10, now / 20);
    expect(written).toBe('500 rows, 100 rows/s, 25 %, 15 s left\n1,000 rows, 100 rows/s, 50 %, 10 s left\n');
  });
});
