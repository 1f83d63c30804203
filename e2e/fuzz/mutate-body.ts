import { gzipSync } from 'node:zlib';
import type { Dice } from './dice.ts';

/** Values that programs trip over. */
const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  0,
  -0,
  -1,
  0.1,
  1e308,
  -1e308,
  5e-324,
  2 ** 53,
  'NaN',
  'Infinity',
  '1e400',
  '1.299,00',
  '\0',
  '\ud800',
  '\u202e\ufeff',
  'e\u0301'.repeat(50),
  '\u{1f600}'.repeat(100),
  'a'.repeat(10_000),
  '@'.repeat(1000),
  `${'a.'.repeat(500)}@${'b.'.repeat(500)}c`,
  '+1'.repeat(500),
  '0'.repeat(500),
  `https://${'a'.repeat(3000)}.example/?${'q=1&'.repeat(1000)}`,
  'javascript:alert(1)',
  '%'.repeat(2000),
  '%E0%A4%A',
  '__proto__',
  'constructor',
  'toString',
  '2026-13-45T99:99:99Z',
  '-271821-04-20T00:00:00Z',
  8.64e15,
  8.64e15 + 1,
  '{sku}',
  '$&',
  "'; DROP TABLE events; --",
  [],
  {},
  [[[[[[]]]]]],
  Array(2000).fill(0),
  Array(200).fill({ content_id: 'x', price: 1e300, quantity: 1e9 }),
  { length: 1e9 },
  { toJSON: 1, valueOf: 1 },
];

/** Pieces of text that stand badly where they are put. */
const HOSTILE_TEXT: readonly string[] = [
  '"__proto__":{"a":1},',
  '[',
  '{"a":',
  '['.repeat(5000),
  '{"a":'.repeat(2000),
  '\\u0000',
  '\\ud800',
  '\\',
  '"',
  ',',
  '}',
  '1e999',
  '-',
  '\0',
  '\u2028',
  '\ufeff',
  '/*',
  'NaN',
  '\r\n\r\nGET /health/live HTTP/1.1\r\n\r\n',
];

/** A copy: what is put into a body may be changed there. */
const hostileValue = (dice: Dice) => structuredClone(dice.pick(HOSTILE_VALUES));

type Tree = unknown[] | Record<string, unknown>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** A good body with something wrong in it, as bytes. */
export function mutateBody(body: unknown, dice: Dice): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (dice.oneIn(8)) return Buffer.from(JSON.stringify(body));
  let tree: unknown = structuredClone(body);
  if (dice.oneIn(20)) tree = hostileValue(dice);
  if (isTree(tree) && !dice.oneIn(3)) {
    for (let count = dice.roll(3); count >= 0; count--) mutateTree(tree, dice);
  }
  let bytes: Buffer = Buffer.from(JSON.stringify(tree) ?? '');
  if (dice.oneIn(3)) bytes = mutateBytes(bytes, dice);
  if (dice.oneIn(40)) bytes = gzipSync(dice.oneIn(2) ? bytes : Buffer.alloc(8_000_000));
  return bytes;
}

function mutateTree(root: Tree, dice: Dice): void {
  let at = root;
  for (;;) {
    const keys = Object.keys(at);
    const key = dice.pick(keys.length > 0 ? keys : ['new']);
    const fields = at as Record<string, unknown>;
    const below = fields[key];
    if (isTree(below) && !dice.oneIn(4)) {
      at = below;
      continue;
    }
    switch (dice.roll(5)) {
      case 0:
        delete fields[key];
        return;
      case 1:
        fields[String(JSON.stringify(hostileValue(dice))).slice(0, 200)] = below;
        return;
      case 2:
        fields[key] = [below, below];
        return;
      default:
        fields[key] = hostileValue(dice);
        return;
    }
  }
}

/** Bytes with some of them flipped, taken out, put in, doubled or cut off. */
export function mutateBytes(bytes: Buffer, dice: Dice): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let count = dice.roll(4); count >= 0; count--) {
    const at = dice.roll(changed.length + 1);
    const end = Math.min(changed.length, at + dice.roll(40));
    const [before, after] = [changed.subarray(0, at), changed.subarray(at)];
    switch (dice.roll(6)) {
      case 0:
        if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << dice.roll(8));
        break;
      case 1:
        changed = Buffer.concat([before, changed.subarray(end)]);
        break;
      case 2:
        changed = Buffer.concat([before, changed.subarray(at, end), after]);
        break;
      case 3:
        changed = Buffer.concat([before, Buffer.from(dice.pick(HOSTILE_TEXT)), after]);
        break;
      case 4:
        changed = Buffer.concat([before, Buffer.from([dice.roll(256), dice.roll(256)]), after]);
        break;
      default:
        if (dice.oneIn(3)) changed = Buffer.from(before);
    }
  }
  return changed;
}
