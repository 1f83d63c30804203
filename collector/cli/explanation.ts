import type { Dropped } from '../contract/dropped.ts';
import { isDropped } from '../contract/dropped.ts';
import { type Fault, isFault } from '../contract/fault.ts';
import type { Finding } from '../contract/finding.ts';
import type { Preparation } from '../prepare.ts';
import { trackBody } from '../tiktok/events-api.ts';
import { sideBySide } from './side-by-side.ts';

/** What becomes of one event, as people and machines are told. */
export interface Explanation {
  /** As it was given. */
  readonly input: unknown;
  /** Bodies of the requests that TikTok would get, one a name. */
  readonly output: readonly unknown[];
  readonly findings: readonly Finding[];
  readonly refused?: Fault;
  readonly dropped?: Dropped['dropped'];
}

export function explanationOf(input: unknown, preparation: Preparation): Explanation {
  if (isFault(preparation)) return { input, output: [], findings: [], refused: preparation };
  if (isDropped(preparation)) return { input, output: [], findings: [], dropped: preparation.dropped };
  const { rows, findings } = preparation;
  const output = rows.map(({ pixel, eventSource, testEventCode, body }) =>
    JSON.parse(trackBody({ eventSource, eventSourceId: pixel, testEventCode, items: [body] })),
  );
  return { input, output, findings };
}

/**
 * Prints input and output, side by side where there is room, and then what is to be said of them.
 *
 * @param width characters of a line; undefined where it is no terminal
 */
export function printExplanation(
  { input, output, findings, refused, dropped }: Explanation,
  width: number | undefined,
  print: (text: string) => void,
): void {
  const left = ['INPUT', ...linesOf(input)];
  const right = ['TIKTOK GETS', ...(output.length > 0 ? output.flatMap(linesOf) : ['nothing'])];
  for (const line of sideBySide(left, right, width)) print(line);
  if (refused) print(`REFUSED ${refused.path ? `${refused.path}: ` : ''}${refused.message}`);
  if (dropped) print(`DROPPED ${dropped}`);
  for (const { rule, path, message } of findings)
    print(`FINDING ${rule}${path ? ` ${path}` : ''}: ${message}`);
  print('');
}

function linesOf(value: unknown): string[] {
  return JSON.stringify(value, undefined, 2).split('\n');
}
