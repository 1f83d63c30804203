import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../collector/store/open-store.ts';
import { startChild } from './child.ts';
import { startMeasuredCollector } from './measured-collector.ts';
import { median } from './median.ts';
import type { OneByOne } from './one-by-one.ts';
import { cpuMsOf } from './process-usage.ts';
import { ROUND_SECONDS, ROUNDS } from './rounds.ts';
import type { Row } from './row.ts';
import { createScratch } from './scratch.ts';
import { startSink, TIKTOK_MS } from './start-sink.ts';
import { storedEvent } from './stored-event.ts';

/** `BENCH_EVENTS=5000` shows quickly whether the measure works at all. */
const BACKLOG = Math.min(100_000, Number(process.env.BENCH_EVENTS ?? 100_000));
const GROUP = 1000;
const LEAST_PER_SECOND = 15_000;
const LEAST_TIMES_ONE_BY_ONE = 15;

interface Sent {
  readonly perSecond: number;
  /** The collector's, of an event, its start included. */
  readonly cpuMicros: number;
}

/** How fast the relay of a real collector sends what it finds stored, against sending one event after the other. */
export async function measureRelay(): Promise<Row[]> {
  const folder = createScratch();
  const backlog = join(folder, 'backlog.db');
  await fill(backlog);
  const copyOf = (round: number, name: string) => {
    const copy = join(folder, `${name}-${round}.db`);
    copyFileSync(backlog, copy);
    return copy;
  };
  const singles: number[] = [];
  const quick: Sent[] = [];
  const slow: Sent[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    singles.push(await sendOneByOne(copyOf(round, 'single')));
    quick.push(await sendBacklog(copyOf(round, 'quick'), 0));
    slow.push(await sendBacklog(copyOf(round, 'slow'), TIKTOK_MS));
  }
  const events = BACKLOG.toLocaleString('en-US');
  const rateOf = (sent: readonly Sent[]) => median(sent.map(({ perSecond }) => perSecond));
  const noteOf = (sent: readonly Sent[]) =>
    `${events} stored events, ${median(sent.map(({ cpuMicros }) => cpuMicros)).toFixed(1)} µs CPU each, start included`;
  return [
    {
      what: 'one by one, sink answers at once',
      figure: { value: median(singles), unit: '/s' },
      note: 'claim one, send it, settle it',
    },
    {
      what: 'relay, sink answers at once',
      figure: { value: rateOf(quick), unit: '/s' },
      bound: { least: LEAST_PER_SECOND },
      ratio: {
        to: 'one by one',
        rounds: quick.map(({ perSecond }, round) => perSecond / (singles[round] as number)),
        bound: { least: LEAST_TIMES_ONE_BY_ONE },
      },
      note: noteOf(quick),
    },
    {
      what: `relay, sink answers after ${TIKTOK_MS} ms`,
      figure: { value: rateOf(slow), unit: '/s' },
      note: noteOf(slow),
    },
  ];
}

async function fill(file: string): Promise<void> {
  const store = await openStore({ url: `sqlite:${file}`, now: Date.now });
  for (let stored = 0; stored < BACKLOG; stored += GROUP) {
    const events = Array.from({ length: GROUP }, () => storedEvent());
    await store.append({ events, sightings: [] });
  }
  await store.close();
}

async function sendBacklog(file: string, answerMs: number): Promise<Sent> {
  const sink = await startSink(answerMs);
  const collector = await startMeasuredCollector(sink, file);
  const { firstAt, lastAt } = await sink.delivered(BACKLOG);
  const cpuMicros = (1000 * cpuMsOf(collector.pid)) / BACKLOG;
  await collector.kill('SIGKILL');
  sink.stop();
  rmSync(file);
  return { perSecond: (1000 * BACKLOG) / (lastAt - firstAt), cpuMicros };
}

async function sendOneByOne(file: string): Promise<number> {
  const sink = await startSink(0);
  const args = [file, `http://127.0.0.1:${sink.port}`, String(ROUND_SECONDS)];
  const { ready, kill } = await startChild<object, never, OneByOne>('one-by-one.ts', args);
  kill();
  sink.stop();
  rmSync(file);
  return ready.perSecond;
}
