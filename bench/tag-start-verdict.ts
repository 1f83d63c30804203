import { median } from './median.ts';
import type { StartAccesses, StartCost } from './tag-start-visit.ts';

/** All that is known of one script. */
export interface StartResult {
  readonly what: string;
  readonly costs: readonly StartCost[];
  readonly accesses: StartAccesses;
}

/** What the tag may cost on an ordinary page view, against js-cookie that reads one cookie. */
export const MOST_RATIO = 1.5;

/** A write is a trip to the browser's process, and the page waits for it. */
export const MOST_COOKIE_WRITES = 1;

/** Which of the results are the yardstick, and the tag on an ordinary page view and on a landing. */
export interface Compared {
  readonly yardstick: StartResult;
  readonly ordinary: StartResult;
  readonly landing: StartResult;
}

/** How many times the yardstick's median start a script's own median is. */
export function ratioTo(yardstick: StartResult, { costs }: StartResult): number {
  return medianStart(costs) / medianStart(yardstick.costs);
}

/** A sentence for each promise that is not kept. */
export function startShortfalls({ yardstick, ordinary, landing }: Compared): string[] {
  const found: string[] = [];
  const ratio = ratioTo(yardstick, ordinary);
  // A ratio that is no number is no proof either.
  if (!(ratio <= MOST_RATIO)) {
    found.push(
      `${ordinary.what}: starts in ${ratio.toFixed(2)} times the time of ${yardstick.what}, ${MOST_RATIO} is promised`,
    );
  }
  const { cookieWrites } = ordinary.accesses;
  if (cookieWrites > MOST_COOKIE_WRITES) {
    found.push(`${ordinary.what}: ${cookieWrites} cookie writes, ${MOST_COOKIE_WRITES} is promised`);
  }
  for (const { what, costs } of [ordinary, landing]) {
    const longTasks = longTasksOf(costs);
    if (longTasks > 0)
      found.push(`${what}: ${longTasks} long task(s) in ${costs.length} starts, none is promised`);
  }
  return found;
}

export function longTasksOf(costs: readonly StartCost[]): number {
  return costs.reduce((sum, { longTasks }) => sum + longTasks, 0);
}

function medianStart(costs: readonly StartCost[]): number {
  return median(costs.map(({ startMs }) => startMs));
}
