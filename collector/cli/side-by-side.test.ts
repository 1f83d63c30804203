import { expect, it } from 'vitest';
import { sideBySide } from './side-by-side.ts';

it.each<[number | undefined, string[], string]>([
  [undefined, ['a', 'b', '', 'c'], 'no terminal'],
  [80, ['a', 'b', '', 'c'], 'a narrow one'],
  [123, [`${'a'.padEnd(60)} │ c`, `${'b'.padEnd(60)} │`], 'a wide one: twice 60 and three between'],
])('at %s characters: %j (%s)', (width, expected) => {
  expect(sideBySide(['a', 'b'], ['c'], width)).toEqual(expected);
});

it('breaks what is longer than its column', () => {
  expect(sideBySide(['x'.repeat(61)], ['y'.repeat(60)], 123)).toEqual([
    `${'x'.repeat(60)} │ ${'y'.repeat(60)}`,
    `${'x'.padEnd(60)} │`,
  ]);
});
