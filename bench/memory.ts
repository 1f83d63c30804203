import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from './child.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { SERVER_KEY, startMeasuredCollector } from './measured-collector.ts';
import { memoryOf } from './process-usage.ts';
import type { Row } from './row.ts';
import { ordersRequest } from './server-order.ts';
import { startSink, TIKTOK_MS } from './start-sink.ts';

/** `BENCH_EVENTS=50000` shows quickly whether the measure works at all. */
const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const BATCH = 500;
const CONNECTIONS = 4;

/** After so much of the events memory is looked at; the last two are compared. */
const SHARES = [0.1, 0.5, 1];

const MOST_IDLE_MB = 150;
/** What is kept of an event for good would show: the second half may add a tenth. */
const MOST_GROWTH = 1.1;

/** How long nothing happens before memory is looked at. */
const CALM_MS = 3000;

interface Look {
  readonly events: number;
  readonly now: number;
  readonly peak: number;
  readonly perSecond: number;
}

/** The memory of the collector's process: idle, and after events that were accepted, stored and delivered. */
export async function measureMemory(): Promise<Row[]> {
  const sink = await startSink(TIKTOK_MS);
  const load = await startChild<LoadOrder, LoadResult>('load.ts');
  const { pid, port, kill } = await startMeasuredCollector(sink);
  await delay(CALM_MS);
  const idle = memoryOf(pid);

  const order = {
    port,
    request: ordersRequest(BATCH, SERVER_KEY),
    events: BATCH,
    connections: CONNECTIONS,
    expected: `{"accepted":${BATCH},"duplicates":0,"rejected":[]}`,
  };
  const looks: Look[] = [];
  let requests = 0;
  for (const share of SHARES) {
    const more = Math.round((EVENTS * share) / BATCH) - requests;
    const { wrong, perSecond } = await load.ask({ ...order, until: { requests: more } });
    if (wrong > 0) throw new Error(`/v1/events answered ${wrong} request(s) wrongly or not at all`);
    requests += more;
    await sink.delivered(requests * BATCH);
    await delay(CALM_MS);
    looks.push({ events: requests * BATCH, ...memoryOf(pid), perSecond: perSecond * BATCH });
  }
  await kill('SIGKILL');
  load.kill();
  sink.stop();
  return [
    {
      what: 'memory, idle',
      figure: { value: idle.now, unit: 'MB' },
      bound: { most: MOST_IDLE_MB },
      note: `${CALM_MS / 1000} s after the start, no request yet`,
    },
    ...looks.map((look, index) => rowOf(look, index === looks.length - 1 ? looks[index - 1] : undefined)),
  ];
}

function rowOf(look: Look, earlier: Look | undefined): Row {
  const events = (count: number) => `${count.toLocaleString('en-US')} events`;
  return {
    what: `memory after ${events(look.events)}`,
    figure: { value: look.now, unit: 'MB' },
    ...(earlier && {
      ratio: {
        to: `${events(earlier.events)}`,
        rounds: [look.now / earlier.now],
        bound: { most: MOST_GROWTH },
      },
    }),
    note: `${look.peak.toFixed(0)} MB at most; /v1/events took ${Math.round(look.perSecond).toLocaleString('en-US')}/s in ${BATCH}s`,
  };
}
