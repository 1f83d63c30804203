import { median } from './median.ts';
import { boundText, figureText, isKept, type Row, ratioText } from './row.ts';

/** A sentence for each row that does not keep what is promised of it. */
export function shortfalls(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => [...figureShortfall(row), ...ratioShortfall(row)]);
}

function figureShortfall({ what, figure, bound }: Row): string[] {
  if (!bound || (figure && isKept(figure.value, bound))) return [];
  const text = (value: number) => (figure ? figureText({ ...figure, value }) : String(value));
  return [`${what}: ${text(figure?.value ?? Number.NaN)}, ${boundText(bound, text)} is promised`];
}

function ratioShortfall({ what, ratio }: Row): string[] {
  if (!ratio?.bound || isKept(median(ratio.rounds), ratio.bound)) return [];
  const promised = boundText(ratio.bound, ratioText);
  return [`${what}: ${ratioText(median(ratio.rounds))} of ${ratio.to}, ${promised} is promised`];
}
