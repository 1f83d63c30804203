import type { RefusedRow } from './report.ts';

/** Bytes of one request; the collector takes four mebibytes. */
const MAX_BATCH_BYTES = 3_500_000;

/** Rows that go in one request, one after the other in the file. */
export interface Batch {
  /** Number of its last row. */
  readonly to: number;
  /** Events as JSON. */
  readonly events: readonly string[];
  /** For each event, the line that its row starts on. */
  readonly lines: readonly number[];
  /** Rows that are no events. */
  readonly refused: readonly RefusedRow[];
}

/** Gathers rows until they are enough for a request. */
export interface BatchBuilder {
  addEvent(line: number, json: string): void;
  addRefused(row: RefusedRow): void;
  /** Whether an event of this length would be too much for the request. */
  hasRoomFor(json: string): boolean;
  rows(): number;
  /** What was gathered; the next one starts empty. */
  take(to: number): Batch;
}

export function createBatchBuilder(): BatchBuilder {
  let events: string[] = [];
  let lines: number[] = [];
  let refused: RefusedRow[] = [];
  let bytes = 0;
  return {
    addEvent(line, json) {
      events.push(json);
      lines.push(line);
      bytes += Buffer.byteLength(json) + 1;
    },
    addRefused: (row) => void refused.push(row),
    hasRoomFor: (json) => events.length === 0 || bytes + Buffer.byteLength(json) < MAX_BATCH_BYTES,
    rows: () => events.length + refused.length,
    take(to) {
      const batch = { to, events, lines, refused };
      events = [];
      lines = [];
      refused = [];
      bytes = 0;
      return batch;
    },
  };
}
