import { REFUSALS, wordsAlone } from './bad-events.ts';

/** Rows of a hundred that TikTok refuses for what is in them. */
const BAD_ROWS = [7, 93];
const HUNDRED = 100;

/** The events of a trial, and which of them are good. */
export interface TrialEvents {
  /** Ids. */
  readonly good: readonly string[];
  /** By id, the words with which TikTok refuses it. */
  readonly bad: ReadonlyMap<string, string>;
  count(): number;
  make(count: number, hasBadRows: boolean): object[];
}

export function createTrialEvents(): TrialEvents {
  const good: string[] = [];
  const bad = new Map<string, string>();
  const all = () => good.length + bad.size;
  return {
    good,
    bad,
    count: all,
    make: (count, hasBadRows) =>
      Array.from({ length: count }, (_, row) => {
        const isBad = hasBadRows && BAD_ROWS.includes(row % HUNDRED);
        const id = `row_${all()}`;
        const refusal = REFUSALS[bad.size % REFUSALS.length] as (typeof REFUSALS)[number];
        if (isBad) bad.set(id, wordsAlone(refusal));
        else good.push(id);
        return purchase(id, isBad ? refusal.marker : 'a lamp');
      }),
  };
}

function purchase(id: string, description: string): object {
  return {
    event: 'Purchase',
    event_id: id,
    user: { ttclid: 'E.C.P.abcdefghijklmnop', email: `${id}@shop.example` },
    page: { url: 'https://shop.example/thanks' },
    properties: { value: 9.5, currency: 'USD', description },
  };
}
