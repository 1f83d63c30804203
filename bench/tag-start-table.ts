import { median } from './median.ts';
import { longTasksOf, ratioTo, type StartResult } from './tag-start-verdict.ts';
import { SLOWER, WINDOW_MS } from './tag-start-visit.ts';

const HEAD = [
  'script',
  'start ms',
  'low',
  'high',
  'x js-cookie',
  `tasks ms in ${WINDOW_MS / 1000} s`,
  'low',
  'high',
  'long tasks',
  'cookie writes',
  'reads',
  'storage',
  'requests',
];

/** The results in columns: medians, with the second lowest and the second highest beside them. */
export function startTable(
  results: readonly StartResult[],
  yardstick: StartResult,
  browserVersion: string,
): string[] {
  const rounds = results[0]?.costs.length;
  const about = `Chromium ${browserVersion}, processor ${SLOWER} x slower, ${rounds} rounds, all scripts in each`;
  const lines = [HEAD, ...results.map((result) => cellsOf(result, ratioTo(yardstick, result)))];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const columns = lines.map(([what = '', ...figures]) =>
    [
      what.padEnd(widths[0] ?? 0),
      ...figures.map((cell, column) => cell.padStart(widths[column + 1] ?? 0)),
    ].join('  '),
  );
  return [about, '', ...columns];
}

function cellsOf({ what, costs, accesses }: StartResult, ratio: number): string[] {
  return [
    what,
    ...spread(costs.map(({ startMs }) => startMs)),
    ratio.toFixed(2),
    ...spread(costs.map(({ taskMs }) => taskMs)),
    String(longTasksOf(costs)),
    String(accesses.cookieWrites),
    String(accesses.cookieReads),
    String(accesses.storage),
    String(accesses.requests),
  ];
}

function spread(values: readonly number[]): string[] {
  const sorted = values.toSorted((left, right) => left - right);
  return [median(values), sorted.at(1), sorted.at(-2)].map((each) => (each ?? Number.NaN).toFixed(1));
}
