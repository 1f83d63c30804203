import type { Checkpoint } from './checkpoint.ts';

const number = (count: number) => count.toLocaleString('en-US');

/**
 * What became of all rows of a file, in a few lines.
 *
 * @param ranMs how long this run took; undefined where none of it ran now
 * @param rowsBefore rows that earlier runs had done
 */
export function describeImport(
  { row, counts }: Checkpoint,
  report: string,
  ranMs: number | undefined,
  rowsBefore: number,
): string {
  const { accepted, duplicates, dropped, refused, recovered } = counts;
  const lines = [
    `rows        ${number(row)}`,
    `accepted    ${number(accepted)}`,
    `duplicates  ${number(duplicates)}`,
    `dropped     ${number(dropped)}`,
    `refused     ${number(refused)}${refused > 0 ? ` (see ${report})` : ''}`,
  ];
  if (ranMs !== undefined) {
    const seconds = Math.max(ranMs / 1000, 0.001);
    const rate = Math.round((row - rowsBefore) / seconds);
    lines.push(`rate        ${number(rate)} rows/s for ${seconds.toFixed(1)} s`);
  }
  if (recovered > 0) {
    lines.push(`${number(recovered)} of the accepted had arrived unanswered before an interruption.`);
  }
  return lines.join('\n');
}
