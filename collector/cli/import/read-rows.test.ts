import { expect, it } from 'vitest';
import { readCsv } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';
import type { Row } from './row.ts';

/** In pieces of a few bytes, so that every border falls somewhere. */
async function* pieces(text: string) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
}

async function gathered(rows: AsyncIterable<Row>): Promise<[number, unknown][]> {
  const all: [number, unknown][] = [];
  for await (const row of rows) all.push([row.line, 'record' in row ? row.record : row.fault.path]);
  return all;
}

it.each<[string, [number, unknown][], string]>([
  ['\uFEFFa,b\n1,2\n', [[2, { a: '1', b: '2' }]], 'a byte order mark'],
  [
    'a,b\n1,"x\ny"\n3,4\n',
    [
      [2, { a: '1', b: 'x\ny' }],
      [4, { a: '3', b: '4' }],
    ],
    'a quoted line break',
  ],
  [
    'a,b\r\n1,"x\r\ny"\r\n3,"l\r\nm"\r\n5,6',
    [
      [2, { a: '1', b: 'x\r\ny' }],
      [4, { a: '3', b: 'l\r\nm' }],
      [6, { a: '5', b: '6' }],
    ],
    'line ends of Windows, within quotes too',
  ],
  [
    'a,b\n\n1,2\n\n\n3,4\n',
    [
      [3, { a: '1', b: '2' }],
      [6, { a: '3', b: '4' }],
    ],
    'blank lines',
  ],
  [
    'a,b\n1\n1,2,3\n4,5\n',
    [
      [2, ''],
      [3, ''],
      [4, { a: '4', b: '5' }],
    ],
    'too few and too many cells',
  ],
  ['a,b\n12" vase,"say ""hi"""\n', [[2, { a: '12" vase', b: 'say "hi"' }]], 'quotes within cells'],
  ['a,b\n', [], 'a header alone'],
])('CSV %j → %j (%s)', async (text, expected) => {
  expect(await gathered(readCsv(pieces(text), ',', () => {}))).toEqual(expected);
});

it.each([
  ['a,b\n1,2\n3,"4\n5,6\n', 'to the end of the file'],
  [`a,b\n1,"${'x,y\n'.repeat(300_000)}`, 'for a million characters, which need not all be kept'],
])('says that a quote is never closed (%#)', async (text) => {
  async function* whole() {
    yield Buffer.from(text);
  }
  await expect(gathered(readCsv(whole(), ',', () => {}))).rejects.toThrow(/never closed/);
});

it('reads NDJSON by its lines, and refuses what is no object', async () => {
  const text = '{"a":"x\u2028y"}\n\n[1]\n{"a":\r\n{"a":null,"b":2}';
  expect(await gathered(readNdjson(pieces(text)))).toEqual([
    [1, { a: 'x\u2028y' }],
    [3, ''],
    [4, ''],
    [5, { b: 2 }],
  ]);
});
