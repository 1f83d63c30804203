const CANDIDATES = [',', ';', '\t'];

/**
 * Finds what stands between the cells of a CSV file: the one of comma, semicolon and tab that its first line has most
 * of, outside quotes. A line with none of them is one column, and then it does not matter.
 */
export function findDelimiter(start: string): string {
  const counts = CANDIDATES.map(() => 0);
  let quoted = false;
  for (const character of start) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && CANDIDATES.includes(character)) {
      const index = CANDIDATES.indexOf(character);
      counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  return CANDIDATES[counts.indexOf(Math.max(...counts))] ?? ',';
}
