import type { IncomingEvent } from '../../contract/event.ts';
import { isFault } from '../../contract/fault.ts';
import { normaliseEventId } from '../../normalise/event-id.ts';
import type { RowReader } from '../../sources/csv-row.ts';
import { type Batch, createBatchBuilder } from './batch.ts';
import type { Checkpoint } from './checkpoint.ts';
import { addCounts, type Counts } from './counts.ts';
import type { Delivered } from './deliver.ts';
import type { Progress } from './progress.ts';
import type { Rows } from './read-rows.ts';
import type { RefusedRow, Report } from './report.ts';
import { MAX_ROW_LENGTH } from './row.ts';

/** Requests under way at once: the collector commits together what arrives together. */
const IN_FLIGHT = 4;

export interface ImportRun extends Rows {
  /** Rows after which it stops. */
  readonly limit: number | undefined;
  /** Rows of one request. */
  readonly batch: number;
  readonly deliver: (events: readonly string[], signal: AbortSignal) => Promise<Delivered>;
  readonly report: Report;
  readonly progress: Progress;
  /** Bytes of the file. */
  readonly bytesRead: () => number;
  /** Where an earlier run stopped, or the very beginning. */
  readonly start: Checkpoint;
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
}

/**
 * Sends the rows of a file, from the one after `start` on.
 *
 * Requests may be answered in any order, but are counted in the order of the file: the checkpoint always speaks of all
 * rows up to one. Before a request leaves, the checkpoint says how far requests may have come. What lies between is
 * sent again after an interruption, in requests of its own, and a duplicate there is a row that had arrived unheard.
 *
 * @returns how far it came, which is the end of the file unless it throws
 */
export async function runImport(run: ImportRun): Promise<Checkpoint> {
  const { rows, reader, limit, deliver, report, progress, bytesRead, start, save } = run;
  const builder = createBatchBuilder();
  const stop = new AbortController();
  const sent: { readonly batch: Batch; readonly delivery: Promise<Delivered> }[] = [];
  let checkpoint = start;
  let number = 0;

  async function settleOldest(): Promise<void> {
    const oldest = sent.shift();
    if (!oldest) return;
    const { batch } = oldest;
    const delivered = await oldest.delivery;
    const refused = refusedOf(batch, delivered, reader);
    await report.append(refused);
    const mayBeOurs = delivered.isRepeated || batch.to <= start.sentTo;
    checkpoint = {
      ...checkpoint,
      row: batch.to,
      counts: addCounts(checkpoint.counts, countsOf(delivered, refused.length, mayBeOurs)),
      reportBytes: report.bytes(),
    };
    progress.update(batch.to, bytesRead());
  }

  async function send(to: number): Promise<void> {
    if (builder.rows() === 0) return;
    if (sent.length >= IN_FLIGHT) await settleOldest();
    const batch = builder.take(to);
    checkpoint = { ...checkpoint, sentTo: Math.max(checkpoint.sentTo, to) };
    await save(checkpoint);
    const delivery = deliver(batch.events, stop.signal);
    // It is awaited when its turn comes; until then nobody else would hear of a failure.
    delivery.catch(() => {});
    sent.push({ batch, delivery });
  }

  try {
    for await (const row of rows) {
      number += 1;
      if (number > start.row) {
        const result = 'fault' in row ? row.fault : reader.read(row.record);
        if (isFault(result)) {
          builder.addRefused({ line: row.line, field: result.path, reason: result.message });
        } else {
          const json = JSON.stringify(withTestId(result));
          if (!builder.hasRoomFor(json)) await send(number - 1);
          if (json.length <= MAX_ROW_LENGTH) builder.addEvent(row.line, json);
          else builder.addRefused({ line: row.line, field: '', reason: 'too large for an event' });
        }
        if (builder.rows() >= run.batch || number === start.sentTo) await send(number);
      }
      if (number === limit) break;
    }
    await send(number);
    while (sent.length > 0) await settleOldest();
  } finally {
    stop.abort();
    progress.stop();
    // What is answered for stays so, whatever it was that ended the import.
    if (checkpoint !== start) await save(checkpoint);
    await report.close();
  }
  return checkpoint;
}

/**
 * A test has ids of its own: the collector counts an event once whatever its test code, and would otherwise take the
 * rows of the real import for duplicates of their test.
 */
function withTestId(event: IncomingEvent): IncomingEvent {
  return event.test_event_code ? { ...event, event_id: `test_${normaliseEventId(event)}` } : event;
}

function refusedOf(batch: Batch, { answer }: Delivered, reader: RowReader): RefusedRow[] {
  const byCollector = answer.rejected.map(({ index, path, message }) => ({
    line: batch.lines[index] ?? 0,
    field: reader.columnOf(path),
    reason: message,
  }));
  return [...batch.refused, ...byCollector].sort((one, other) => one.line - other.line);
}

function countsOf({ answer }: Delivered, refused: number, mayBeOurs: boolean): Counts {
  const recovered = mayBeOurs ? answer.duplicates : 0;
  return {
    accepted: answer.accepted + recovered,
    duplicates: answer.duplicates - recovered,
    dropped: answer.dropped?.length ?? 0,
    refused,
    recovered,
  };
}
