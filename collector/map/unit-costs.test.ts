import { describe, expect, it } from 'vitest';
import { readUnitCosts } from './unit-costs.ts';

describe('a list of costs', () => {
  it.each([
    { text: 'content_id,cost\na,4.25\nb,6\n', costs: { a: 4.25, b: 6 }, reason: 'two items' },
    { text: 'content_id,cost\r\na,4.25\r\n', costs: { a: 4.25 }, reason: 'lines of Windows' },
    {
      text: '\uFEFFcontent_id,cost\na,4.25',
      costs: { a: 4.25 },
      reason: 'a byte order mark, as Excel writes',
    },
    {
      text: 'Content_ID , Cost\n a , 4.25 \n\n',
      costs: { a: 4.25 },
      reason: 'capitals, blanks, an empty line',
    },
    {
      text: 'name,cost,content_id\n"Socks, red",0,007',
      costs: { '007': 0 },
      reason: 'other columns and order',
    },
    { text: 'content_id,cost\n', costs: {}, reason: 'none yet' },
  ])('is read: $reason', ({ text, costs }) => {
    expect(readUnitCosts(text)).toEqual(new Map(Object.entries(costs)));
  });

  it.each([
    { text: '', lines: ['line 1'], reason: 'nothing' },
    { text: 'a,4.25\nb,6\n', lines: ['line 1'], reason: 'no names of columns' },
    { text: 'content_id;cost\na;4.25\n', lines: ['line 1'], reason: 'semicolons' },
    { text: 'content_id,cost\na,"4,25"\n', lines: ['line 2'], reason: 'a decimal comma' },
    {
      text: 'content_id,cost\na,1\nb,$5\nc,\nd,-1\n',
      lines: ['line 3', 'line 4', 'line 5'],
      reason: 'no amounts',
    },
    { text: 'content_id,cost\n,1\n', lines: ['line 2'], reason: 'no id' },
    { text: 'content_id,cost\na,1\na,2\n', lines: ['line 3'], reason: 'the same id again' },
    { text: 'content_id,cost\na,1\nb\n', lines: ['line 3'], reason: 'a column less' },
    { text: 'content_id,cost\na,1\n"b,2\n', lines: ['line 3'], reason: 'a quotation mark that never ends' },
  ])('is refused, with each line: $reason', ({ text, lines }) => {
    const faults = readUnitCosts(text);
    if (!Array.isArray(faults)) throw new Error('expected faults');
    expect(faults.map(({ path }) => path)).toEqual(lines);
    for (const { message } of faults) expect(message).not.toMatch(/\$5|4,25/);
  });
});
