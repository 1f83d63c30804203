import { expect, it } from 'vitest';
import { resultsPage } from './results.ts';
import type { Row } from './row.ts';
import { shortfalls } from './shortfalls.ts';
import { tableOf } from './table.ts';

const relay: Row = {
  what: 'relay',
  figure: { value: 15_000, unit: '/s' },
  bound: { least: 15_000 },
  ratio: { to: 'one by one', rounds: [14, 15, 99], bound: { least: 15 } },
  note: 'a note',
};
const memory: Row = {
  what: 'memory',
  figure: { value: 150.4, unit: 'MB' },
  bound: { most: 150.5 },
  note: '',
};
const growth = (rounds: readonly number[]): Row => ({
  what: 'growth',
  ratio: { to: 'half', rounds, bound: { most: 1.1 } },
  note: '',
});

it.each([
  { row: relay, found: [], reason: 'the least, and the median of the rounds' },
  {
    row: { ...relay, figure: { value: 14_999, unit: '/s' } } satisfies Row,
    found: ['relay: 14,999/s, ≥ 15,000/s is promised'],
    reason: 'one too slow',
  },
  {
    row: { ...relay, ratio: { to: 'one by one', rounds: [99, 14, 2], bound: { least: 15 } } },
    found: ['relay: 14.00 of one by one, ≥ 15.00 is promised'],
    reason: 'too little in the middle round',
  },
  { row: memory, found: [], reason: 'below the most' },
  {
    row: { ...memory, bound: { most: 149 } },
    found: ['memory: 150 MB, ≤ 149 MB is promised'],
    reason: 'above the most',
  },
  { row: growth([1.1]), found: [], reason: 'the most' },
  {
    row: growth([1.2]),
    found: ['growth: 1.20 of half, ≤ 1.10 is promised'],
    reason: 'more than the most',
  },
  {
    row: growth([]),
    found: ['growth: NaN of half, ≤ 1.10 is promised'],
    reason: 'nothing measured is nothing proved',
  },
  { row: { what: 'plain', note: '' }, found: [], reason: 'nothing is promised' },
])('finds what falls short: $reason', ({ row, found }) => {
  expect(shortfalls([row])).toEqual(found);
});

it('writes the rows under the machine, and reports after them', () => {
  const report = { title: 'An import', lines: ['rows  1'], shortfalls: [] };
  const page = resultsPage(['2 x some processor', 'Node 24'], tableOf([relay, growth([1, 2, 3])]), [report]);
  expect(page).toContain('- 2 x some processor\n- Node 24\n');
  expect(page).toContain(
    '| relay | 15,000/s | 15.00 | one by one | ≥ 15,000/s, ≥ 15.00 | 14.00 15.00 99.00 |  |  | a note |\n' +
      '| growth |  | 2.00 | half | ≤ 1.10 | 1.00 2.00 3.00 |  |  |  |\n',
  );
  expect(page).toContain('## An import\n\n```\nrows  1\n```\n');
});
