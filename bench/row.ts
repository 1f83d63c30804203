/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly figure?: Figure;
  /** Where the figure itself is promised. */
  readonly bound?: Bound;
  readonly ratio?: Ratio;
  /** Where requests were answered. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly note: string;
}

export interface Figure {
  readonly value: number;
  readonly unit: '/s' | 'MB';
}

/** Only figures of one and the same round are compared: machines differ, and so do their minutes. */
interface Ratio {
  /** What it is compared with. */
  readonly to: string;
  readonly rounds: readonly number[];
  /** The measure fails where the median is beyond. */
  readonly bound?: Bound;
}

type Bound = { readonly least: number } | { readonly most: number };

/** How many of `unit` there may be at least or at most; as it stands in the table. */
export function boundText(bound: Bound, format: (value: number) => string): string {
  return 'least' in bound ? `≥ ${format(bound.least)}` : `≤ ${format(bound.most)}`;
}

/** A figure that is no number is no proof either. */
export function isKept(value: number, bound: Bound): boolean {
  return 'least' in bound ? value >= bound.least : value <= bound.most;
}

export function figureText({ value, unit }: Figure): string {
  return `${Math.round(value).toLocaleString('en-US')}${unit === '/s' ? unit : ` ${unit}`}`;
}

export const ratioText = (ratio: number): string => ratio.toFixed(2);
