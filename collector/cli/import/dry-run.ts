import { isDropped } from '../../contract/dropped.ts';
import { isFault } from '../../contract/fault.ts';
import { type Prepare, withId } from '../../prepare.ts';
import { explanationOf, printExplanation } from '../explanation.ts';
import type { Rows } from './read-rows.ts';
import type { RefusedRow } from './report.ts';

/** Results that are shown; the rest is counted. */
const SHOWN = 3;
const SHOWN_REFUSED = 5;

export interface DryRun extends Rows {
  readonly limit: number | undefined;
  readonly prepare: Prepare;
  /** ms */
  readonly now: () => number;
  /** Characters of a line of the terminal; undefined where nobody looks. */
  readonly width: number | undefined;
  readonly print: (text: string) => void;
}

/**
 * Does with the rows of a file what the collector would do, and sends nothing. What the collector remembers of buyers
 * and of earlier events is not known here: it may add click ids, and find duplicates.
 *
 * @returns the refused rows
 */
export async function dryRun({
  rows,
  reader,
  limit,
  prepare,
  now,
  width,
  print,
}: DryRun): Promise<RefusedRow[]> {
  const refused: RefusedRow[] = [];
  const findings = new Map<string, number>();
  let ready = 0;
  let dropped = 0;
  let number = 0;

  for await (const row of rows) {
    number += 1;
    const event = 'fault' in row ? row.fault : reader.read(row.record);
    const result = isFault(event) ? event : prepare(withId(event), now());
    if (isFault(result)) {
      refused.push({ line: row.line, field: reader.columnOf(result.path), reason: result.message });
    } else if (isDropped(result)) {
      dropped += 1;
    } else {
      if (ready < SHOWN && 'record' in row) {
        print(`Line ${row.line}`);
        printExplanation(explanationOf(row.record, result), width, print);
      }
      ready += 1;
      for (const { rule } of result.findings) findings.set(rule, (findings.get(rule) ?? 0) + 1);
    }
    if (number === limit) break;
  }

  for (const { line, field, reason } of refused.slice(0, SHOWN_REFUSED)) {
    print(`Line ${line} is refused: ${field ? `${field}: ` : ''}${reason}`);
  }
  if (refused.length > SHOWN_REFUSED) print(`… and ${refused.length - SHOWN_REFUSED} more refused rows`);
  for (const [rule, count] of findings) print(`Finding ${rule}: ${count} row(s)`);
  print(`Dry run: ${number} rows, ${ready} would be sent, ${dropped} left out, ${refused.length} refused.`);
  return refused;
}
