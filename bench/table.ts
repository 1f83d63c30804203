import { median } from './median.ts';
import { boundText, figureText, type Row, ratioText } from './row.ts';

/** The rows as cells of text, with a head above them. */
export type Table = readonly (readonly string[])[];

const HEAD = ['measure', 'figure', 'ratio', 'to', 'promised', 'rounds', 'p50 ms', 'p99 ms', 'note'];

export function tableOf(rows: readonly Row[]): Table {
  return [HEAD, ...rows.map(cellsOf)];
}

function cellsOf({ what, figure, bound, ratio, p50Ms, p99Ms, note }: Row): string[] {
  const ofFigure = (value: number) => (figure ? figureText({ ...figure, value }) : '');
  const promises = [
    bound && boundText(bound, ofFigure),
    ratio?.bound && boundText(ratio.bound, ratioText),
  ].filter((each) => each !== undefined);
  return [
    what,
    figure ? figureText(figure) : '',
    ratio ? ratioText(median(ratio.rounds)) : '',
    ratio?.to ?? '',
    promises.join(', '),
    ratio?.rounds.map(ratioText).join(' ') ?? '',
    String(p50Ms ?? ''),
    String(p99Ms ?? ''),
    note,
  ];
}

export function printColumns(table: Table): void {
  console.log();
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((cells) => cells[column]?.length ?? 0)),
  );
  for (const cells of table) {
    const padded = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    console.log(padded.join('  ').trimEnd());
  }
}
