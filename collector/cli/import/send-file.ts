import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { Outside } from '../outside.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { NO_COUNTS } from './counts.ts';
import { createDeliver } from './deliver.ts';
import type { ImportOptions } from './import-options.ts';
import type { Input } from './open-input.ts';
import { createProgress } from './progress.ts';
import { readRows } from './read-rows.ts';
import { openReport } from './report.ts';
import { runImport } from './run-import.ts';
import { describeImport } from './summary.ts';

/**
 * Rows are garbage by the thousand, and V8 would rather take more memory than clear it away: 320 MB where 160 are as
 * fast. Both are read whenever the heap is about to grow. https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
const SMALL_HEAP = ['--semi-space-growth-factor=1', '--heap-growing-percent=30'];

/**
 * Sends the rows of a file to the collector, from where the same import of the same file stopped.
 *
 * @param key server key
 * @returns the exit code: 0, or 1 where rows were refused
 */
export async function sendFile(
  input: Input,
  options: ImportOptions,
  key: string,
  outside: Outside,
): Promise<number> {
  for (const flag of SMALL_HEAP) setFlagsFromString(flag);
  const { now, stdout, stderr } = outside;
  const { checkpoint: path, report: reportPath, url } = options;
  const start = await startOf(input, options, (text) => stderr.write(`${text}\n`));
  if (start.finished) {
    stdout.write(`${options.file} was imported already, ${start.finished}. --again imports it once more.\n`);
    stdout.write(`${describeImport(start, reportPath, undefined, 0)}\n`);
    return start.counts.refused > 0 ? 1 : 0;
  }
  const report = await openReport(reportPath, start.reportBytes);
  const startedAt = now();
  const progress = createProgress({ stream: stderr, now, totalBytes: input.size, startRow: start.row });
  const { random } = outside;
  const wait = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal });
  const save = (checkpoint: Checkpoint) => (path ? writeCheckpoint(path, checkpoint) : Promise.resolve());
  const done = await runImport({
    ...readRows(input, options, progress.say),
    limit: options.limit,
    batch: options.batch,
    deliver: createDeliver({ url, key, fetch: outside.fetch, now, random, wait, say: progress.say }),
    report,
    progress,
    bytesRead: input.bytesRead,
    start,
    save,
  });
  await report.finish();
  await save({ ...done, finished: new Date(now()).toISOString() });
  stdout.write(`${describeImport(done, reportPath, now() - startedAt, start.row)}\n`);
  return done.counts.refused > 0 ? 1 : 0;
}

/** Where this import begins: at the first row, or where the same import of the same file stopped. */
async function startOf(
  input: Input,
  options: ImportOptions,
  say: (text: string) => void,
): Promise<Checkpoint> {
  const fingerprint = fingerprintOf(input, options);
  const fresh: Checkpoint = { version: 1, fingerprint, row: 0, sentTo: 0, counts: NO_COUNTS, reportBytes: 0 };
  const found = options.checkpoint ? await readCheckpoint(options.checkpoint) : undefined;
  if (!found || options.again) return fresh;
  if (found.fingerprint !== fingerprint) {
    if (!found.finished) {
      say(
        `Another import of ${options.file} stopped at row ${found.row}; file or options differ: this one begins anew.`,
      );
    }
    return fresh;
  }
  if (!found.finished) say(`Going on after row ${found.row}.`);
  return found;
}

function fingerprintOf({ fingerprint }: Input, options: ImportOptions): string {
  const { batch: _batch, checkpoint: _checkpoint, again: _again, file: _file, ...meaning } = options;
  return createHash('sha256')
    .update(JSON.stringify([fingerprint, meaning]))
    .digest('hex');
}
