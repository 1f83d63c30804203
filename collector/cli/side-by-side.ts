/** Narrower, and each of two columns would break nearly every line. */
const LEAST_WIDTH = 110;
const GAP = ' │ ';

/**
 * Sets two texts beside each other, or one below the other where there is no room.
 *
 * @param width characters of a line; undefined where it is no terminal
 */
export function sideBySide(
  left: readonly string[],
  right: readonly string[],
  width: number | undefined,
): string[] {
  if (width === undefined || width < LEAST_WIDTH) return [...left, '', ...right];
  const column = Math.floor((width - GAP.length) / 2);
  const [lefts, rights] = [left, right].map((lines) => lines.flatMap((line) => broken(line, column)));
  const height = Math.max(lefts?.length ?? 0, rights?.length ?? 0);
  return Array.from({ length: height }, (_, index) =>
    `${(lefts?.[index] ?? '').padEnd(column)}${GAP}${rights?.[index] ?? ''}`.trimEnd(),
  );
}

function broken(line: string, width: number): string[] {
  const parts: string[] = [];
  for (let at = 0; at === 0 || at < line.length; at += width) parts.push(line.slice(at, at + width));
  return parts;
}
