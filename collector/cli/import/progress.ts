import cliProgress from 'cli-progress';

const LINE_EVERY_MS = 5000;

/** Shows how far an import has come: a bar on a terminal, else a line every few seconds. */
export interface Progress {
  /** @param rows read so far @param bytes read so far */
  update(rows: number, bytes: number): void;
  /** Says something without harming the bar. */
  say(text: string): void;
  stop(): void;
}

export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  readonly now: () => number;
  /** Bytes of the file, where they are known. */
  readonly totalBytes: number | undefined;
  /** Rows that an earlier run had done. */
  readonly startRow: number;
}

export function createProgress(options: ProgressOptions): Progress {
  return options.stream.isTTY && options.totalBytes ? createBar(options) : createLines(options);
}

/** What can be told: rows a second of this run, percent, and the time that is left at this rate. */
export function describeProgress(
  { now, totalBytes, startRow }: Omit<ProgressOptions, 'stream'>,
  startedAt: number,
  rows: number,
  bytes: number,
): { readonly rate: string; readonly percent: string; readonly left: string } {
  const seconds = Math.max((now() - startedAt) / 1000, 0.001);
  const rate = Math.round(Math.max(rows - startRow, 0) / seconds).toLocaleString('en-US');
  if (!totalBytes || bytes === 0) return { rate, percent: '', left: '' };
  const left = Math.ceil((seconds * (totalBytes - bytes)) / bytes);
  const minutes = Math.floor(left / 60);
  return {
    rate,
    percent: `${Math.floor((100 * bytes) / totalBytes)} %`,
    left: minutes > 0 ? `${minutes} min ${left % 60} s` : `${left} s`,
  };
}

function createBar(options: ProgressOptions): Progress {
  const { stream, now, totalBytes = 0 } = options;
  const startedAt = now();
  const bar = new cliProgress.SingleBar({
    stream,
    format: '{bar} {percent} | {rows} rows | {rate} rows/s | {left} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
  });
  const describe = (rows: number, bytes: number) => ({
    rows: rows.toLocaleString('en-US'),
    ...describeProgress(options, startedAt, rows, bytes),
  });
  bar.start(totalBytes, 0, describe(options.startRow, 0));
  return {
    update: (rows, bytes) => bar.update(bytes, describe(rows, bytes)),
    say: (text) => void stream.write(`\r\u001B[K${text}\n`),
    stop: () => bar.stop(),
  };
}

function createLines(options: ProgressOptions): Progress {
  const { stream, now } = options;
  const startedAt = now();
  let saidAt = startedAt;
  return {
    update(rows, bytes) {
      if (now() - saidAt < LINE_EVERY_MS) return;
      saidAt = now();
      const { rate, percent, left } = describeProgress(options, startedAt, rows, bytes);
      const more = percent && `, ${percent}, ${left} left`;
      stream.write(`${rows.toLocaleString('en-US')} rows, ${rate} rows/s${more}\n`);
    },
    say: (text) => void stream.write(`${text}\n`),
    stop: () => {},
  };
}
