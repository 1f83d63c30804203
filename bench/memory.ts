import { setTimeout as delay } from 'node:timers/promises';
import type { CollectorProcess } from '../e2e/collector-process.ts';
import { startChild } from './child.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { SERVER_KEY, startMeasuredCollector } from './measured-collector.ts';
import { median } from './median.ts';
import { memoryOf } from './process-usage.ts';
import type { Row } from './row.ts';
import { ordersRequest } from './server-order.ts';
import { type Sink, startSink, TIKTOK_MS } from './start-sink.ts';

/** `BENCH_EVENTS=50000` shows quickly whether the measure works at all. */
const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const BATCH = 500;
const CONNECTIONS = 4;

/** Memory is looked at after each tenth. One look may come just before a garbage collection, or just after. */
const LOOKS = 10;

const MOST_IDLE_MB = 150;
/** What is kept of an event for good would show in the second half. */
const MOST_GROWTH = 1.1;

/** How long nothing happens before memory is looked at. */
const CALM_MS = 1000;
const IDLE_MS = 4000;

interface Look {
  readonly megabytes: number;
  readonly perSecond: number;
}

/** The memory of the collector's process: idle, and after events that were accepted, stored and delivered. */
export async function measureMemory(): Promise<Row[]> {
  const sink = await startSink(TIKTOK_MS);
  const idle = await lookIdle(sink);
  const collector = await startMeasuredCollector(sink);
  const looks = await lookUnderLoad(collector, sink);
  const { peak } = memoryOf(collector.pid);
  await collector.kill('SIGKILL');
  sink.stop();

  const [first, ...later] = looks;
  const middleOf = (some: readonly Look[]) => median(some.map(({ megabytes }) => megabytes));
  const firstHalf = middleOf(later.slice(0, LOOKS / 2 - 1));
  const secondHalf = middleOf(later.slice(LOOKS / 2 - 1));
  const rate = Math.round(median(looks.map(({ perSecond }) => perSecond))).toLocaleString('en-US');
  return [
    {
      what: 'memory, idle',
      figure: { value: idle, unit: 'MB' },
      bound: { most: MOST_IDLE_MB },
      note: 'no request yet',
    },
    {
      what: `memory after ${count(EVENTS / LOOKS)} events`,
      figure: { value: first?.megabytes ?? Number.NaN, unit: 'MB' },
      note: `/v1/events in batches of ${BATCH}`,
    },
    {
      what: `memory up to ${count(EVENTS / 2)} events`,
      figure: { value: firstHalf, unit: 'MB' },
      note: `median of looks, from ${count((EVENTS * 2) / LOOKS)} on`,
    },
    {
      what: `memory up to ${count(EVENTS)} events`,
      figure: { value: secondHalf, unit: 'MB' },
      ratio: { to: 'half as many', rounds: [secondHalf / firstHalf], bound: { most: MOST_GROWTH } },
      note: `${listed(looks)} MB at each tenth, ${Math.round(peak)} MB at most; ${rate} accepted a second`,
    },
  ];
}

async function lookIdle(sink: Sink): Promise<number> {
  const { pid, kill } = await startMeasuredCollector(sink);
  await delay(IDLE_MS);
  const { now } = memoryOf(pid);
  await kill('SIGKILL');
  return now;
}

async function lookUnderLoad({ pid, port }: CollectorProcess, sink: Sink): Promise<Look[]> {
  const load = await startChild<LoadOrder, LoadResult>('load.ts');
  const requests = EVENTS / LOOKS / BATCH;
  const order = {
    port,
    request: ordersRequest(BATCH, SERVER_KEY),
    events: BATCH,
    connections: CONNECTIONS,
    expected: `{"accepted":${BATCH},"duplicates":0,"rejected":[]}`,
    until: { requests },
  };
  const looks: Look[] = [];
  while (looks.length < LOOKS) {
    const { right, perSecond } = await load.ask(order);
    if (right < requests) {
      throw new Error(`/v1/events answered ${requests - right} request(s) wrongly or not at all`);
    }
    await sink.delivered((looks.length + 1) * requests * BATCH);
    await delay(CALM_MS);
    looks.push({ megabytes: memoryOf(pid).now, perSecond: perSecond * BATCH });
  }
  load.kill();
  return looks;
}

const listed = (looks: readonly Look[]) => looks.map(({ megabytes }) => Math.round(megabytes)).join(' ');
const count = (value: number) => value.toLocaleString('en-US');
