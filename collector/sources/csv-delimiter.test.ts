import { expect, it } from 'vitest';
import { findDelimiter } from './csv-delimiter.ts';

it.each([
  ['email,value,currency\n', ',', 'the usual one'],
  ['email;value;currency\r\n1;2,5;3,5,6,7\n', ';', 'only the first line counts'],
  ['email\tvalue\n', '\t', 'a spreadsheet'],
  ['"last, first, middle";value\n', ';', 'commas in quotes are text'],
  ['"a\nb,c";value\n', ';', 'a quoted line break does not end the line'],
  ['email\n', ',', 'one column: it does not matter'],
  ['', ',', 'an empty file'],
])('%j → %j (%s)', (start, expected) => {
  expect(findDelimiter(start)).toBe(expected);
});
