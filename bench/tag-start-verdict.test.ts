import { expect, it } from 'vitest';
import { type StartResult, startShortfalls } from './tag-start-verdict.ts';

/** A script that took these milliseconds in its rounds. */
function result(what: string, starts: readonly number[], longTasks = 0, cookieWrites = 0): StartResult {
  return {
    what,
    costs: starts.map((startMs, round) => ({ startMs, taskMs: 50, longTasks: round === 0 ? longTasks : 0 })),
    accesses: { cookieWrites, cookieReads: 0, storage: 0, requests: 0 },
  };
}

const yardstick = result('js-cookie', [1, 4, 100]);
const landing = result('landing', [90, 90, 90], 0, 10);

it.each([
  { ordinary: result('tag', [6, 6, 6]), found: [], reason: '6 is 1.5 times the median 4, and still kept' },
  {
    ordinary: result('tag', [0, 6.4, 7]),
    found: ['tag: starts in 1.60 times the time of js-cookie, 1.5 is promised'],
    reason: '6.4 is 1.6 times the median 4',
  },
  {
    ordinary: result('tag', []),
    found: ['tag: starts in NaN times the time of js-cookie, 1.5 is promised'],
    reason: 'nothing measured is nothing proved',
  },
  { ordinary: result('tag', [4, 4, 4], 0, 1), found: [], reason: 'one cookie write is allowed' },
  {
    ordinary: result('tag', [4, 4, 4], 0, 2),
    found: ['tag: 2 cookie writes, 1 is promised'],
    reason: 'two are not',
  },
  {
    ordinary: result('tag', [4, 4, 4], 1),
    found: ['tag: 1 long task(s) in 3 starts, none is promised'],
    reason: 'one long task in any of the rounds',
  },
])('$reason', ({ ordinary, found }) => {
  expect(startShortfalls({ yardstick, ordinary, landing })).toEqual(found);
});

it('lets no long task of a landing pass either, but asks neither its ratio nor its cookie writes', () => {
  const slow = result('landing', [90, 90, 90], 2, 10);
  expect(startShortfalls({ yardstick, ordinary: result('tag', [4]), landing: slow })).toEqual([
    'landing: 2 long task(s) in 3 starts, none is promised',
  ]);
});
