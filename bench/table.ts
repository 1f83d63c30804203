import { cpus, totalmem } from 'node:os';
import { median } from './median.ts';

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly perSecond: number;
  /** Only ratios of one and the same round are compared: machines differ, and so do their minutes. */
  readonly ratio?: {
    readonly rounds: readonly number[];
    /** The measure fails where the median is below. */
    readonly least: number;
  };
  /** Where requests were answered. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly note: string;
}

const HEAD = ['measure', 'per second', 'ratio', 'at least', 'rounds', 'p50 ms', 'p99 ms', 'note'];

/** Prints where and when it was measured, and the rows in columns. */
export function printTable(rows: readonly Row[], now: Date): void {
  const processors = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  console.log(`${processors.length} x ${processors[0]?.model.trim()}, ${gigabytes} GB, ${process.platform}`);
  console.log(`Node ${process.versions.node}, ${now.toISOString().slice(0, 10)}\n`);

  const lines = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  for (const cells of lines) {
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

/** A sentence for each row that is slower than it may be. */
export function shortfalls(rows: readonly Row[]): string[] {
  return rows.flatMap(({ what, ratio }) =>
    ratio && median(ratio.rounds) < ratio.least
      ? [`${what}: the ratio is ${median(ratio.rounds).toFixed(2)}, at least ${ratio.least} is promised`]
      : [],
  );
}

function cellsOf({ what, perSecond, ratio, p50Ms, p99Ms, note }: Row): string[] {
  return [
    what,
    Math.round(perSecond).toLocaleString('en-US'),
    ratio ? median(ratio.rounds).toFixed(2) : '',
    ratio ? ratio.least.toFixed(2) : '',
    ratio ? ratio.rounds.map((each) => each.toFixed(2)).join(' ') : '',
    String(p50Ms ?? ''),
    String(p99Ms ?? ''),
    note,
  ];
}
