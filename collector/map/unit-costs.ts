import { CsvError, parse } from 'csv-parse/sync';
import { type Fault, isFault } from '../contract/fault.ts';

/** Digits and a decimal point, as amounts are everywhere here: "1.299,00" is refused, not guessed. */
const COST = /^\d{1,15}(\.\d{1,10})?$/;

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

/**
 * Reads what one piece of each item costs the shop.
 *
 * @param text CSV with the columns `content_id` and `cost`, named in its first line; others are ignored. The id is
 *   the one that TikTok gets, the cost is in the currency of the events
 * @returns content id → cost, or all that is wrong, each with its line
 */
export function readUnitCosts(text: string): ReadonlyMap<string, number> | readonly Fault[] {
  const rows = parseRows(text);
  if (isFault(rows)) return [rows];
  const costs = new Map<string, number>();
  const faults: Fault[] = [];
  for (const { record, info } of rows) {
    const path = `line ${info.lines}`;
    const { content_id: id, cost } = record;
    if (!id) faults.push({ path, message: 'content_id: required, the id of the item as TikTok gets it' });
    else if (costs.has(id)) faults.push({ path, message: 'content_id: the same as in a line before' });
    else if (!COST.test(cost ?? '')) {
      faults.push({ path, message: 'cost: expected digits and a decimal point, such as 4.25' });
    } else costs.set(id, Number(cost));
  }
  return faults.length > 0 ? faults : costs;
}

const HEADER: Fault = { path: 'line 1', message: 'expected the columns content_id and cost, with commas' };

function parseRows(text: string): readonly Row[] | Fault {
  try {
    let hasColumns = false;
    const rows = parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
      columns: (names: string[]) => {
        const lower = names.map((name) => name.toLowerCase());
        hasColumns = lower.includes('content_id') && lower.includes('cost');
        return lower;
      },
    }) as unknown as readonly Row[];
    return hasColumns ? rows : HEADER;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { path: `line ${error.lines}`, message: 'not CSV: check its commas and quotation marks' };
  }
}
