import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CollectorProcess, startCollector } from '../e2e/collector-process.ts';
import { atExit } from './at-exit.ts';
import { type Child, startChild } from './child.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { median } from './median.ts';
import { PIXEL, SHOP_ORIGIN } from './page-event.ts';
import { cpuMsOf } from './process-usage.ts';
import { createScratch } from './scratch.ts';
import type { Listening } from './serve.ts';
import type { Delivered } from './sink.ts';
import type { Row } from './table.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const ROUND_SECONDS = Number(process.env.BENCH_SECONDS ?? 2);
const WARM_UP_SECONDS = 2;

/** What a durable answer may cost against one that keeps nothing. */
const LEAST_RATIO = 0.6;

/** How long the relay may take to deliver what it was left with at the end of a round. */
const DELIVERY_MS = 15_000;

/** What a round has shown, and what it cost the server, with all that it did afterwards for the round's events. */
interface Round extends LoadResult {
  readonly serverCpuMs: number;
}

type Sink = Child<object, Delivered>;

/**
 * Durable `/collect` (checked, hashed, deduplicated, on disk before the answer, relayed meanwhile) against an
 * Express that answers the same bytes and keeps nothing.
 */
export async function measureCollect(): Promise<Row[]> {
  const echo = await startChild<object, never, Listening>('express-echo.ts');
  const sink = await startChild<object, Delivered, Listening>('sink.ts');
  const collector = await startMeasuredCollector(`http://127.0.0.1:${sink.ready.port}`);
  const load = await startChild<LoadOrder, LoadResult>('load.ts');
  let kept = 0;

  async function postEcho(seconds: number): Promise<Round> {
    const { port } = echo.ready;
    const expected = '"event":"ViewContent"';
    const before = cpuMsOf(echo.pid);
    const order = { port, path: '/collect', contentType: 'application/json', expected, seconds };
    const result = checked(await load.ask(order), 'the Express echo');
    return { ...result, serverCpuMs: cpuMsOf(echo.pid) - before };
  }

  async function postCollect(seconds: number): Promise<Round> {
    const { port } = collector;
    // Every answer must say that the event is new and on disk: a duplicate would be cheaper than an event.
    const expected = '{"accepted":1,"duplicates":0,"rejected":[]}';
    const before = cpuMsOf(collector.pid);
    const order = { port, path: '/collect', contentType: 'text/plain;charset=UTF-8', expected, seconds };
    const result = checked(await load.ask(order), '/collect');
    kept += result.right;
    // The rest of the relay's work would otherwise fall into the next round of the echo, and slow it down.
    await waitUntilDelivered(sink, kept);
    return { ...result, serverCpuMs: cpuMsOf(collector.pid) - before };
  }

  await postEcho(WARM_UP_SECONDS);
  await postCollect(WARM_UP_SECONDS);
  const echoes: Round[] = [];
  const collects: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    echoes.push(await postEcho(ROUND_SECONDS));
    collects.push(await postCollect(ROUND_SECONDS));
  }
  await collector.kill();
  for (const child of [echo, sink, load]) child.kill();

  const rounds = collects.map(({ perSecond }, index) => perSecond / (echoes[index] as Round).perSecond);
  return [
    { what: 'Express + express.json(), echo', ...middle(echoes), note: busyNote(echoes) },
    {
      what: 'POST /collect, durable, relaying',
      ...middle(collects),
      ratio: { rounds, least: LEAST_RATIO },
      note: `${busyNote(collects)}; ${kept.toLocaleString('en-US')} accepted and delivered, no duplicate`,
    },
  ];
}

async function startMeasuredCollector(tiktok: string): Promise<CollectorProcess> {
  // Before the collector, so that it is removed after the collector's end.
  const file = join(createScratch(), 'clickthread.db');
  const collector = await startCollector({
    PORT: '0',
    DATABASE_URL: `sqlite:${file}`,
    SITE_ORIGINS: SHOP_ORIGIN,
    TRUST_PROXY: 'loopback',
    // The load is one client; each of its requests is counted all the same.
    RATE_LIMIT_CLIENT: '1000000000',
    TIKTOK_PIXEL_CODE: PIXEL,
    TIKTOK_ACCESS_TOKEN: 'token-of-the-bench',
    TIKTOK_API_URL: tiktok,
  });
  atExit(() => void collector.kill('SIGKILL'));
  return collector;
}

function checked(result: LoadResult, what: string): LoadResult {
  if (result.wrong > 0) throw new Error(`${what} answered ${result.wrong} request(s) wrongly or not at all`);
  return result;
}

async function waitUntilDelivered(sink: Sink, expected: number): Promise<void> {
  const until = Date.now() + DELIVERY_MS;
  let { events } = await sink.ask({});
  while (events < expected) {
    if (Date.now() > until) {
      throw new Error(`${expected} events were accepted, but only ${events} were delivered`);
    }
    await delay(50);
    ({ events } = await sink.ask({}));
  }
}

function middle(results: readonly LoadResult[]): Pick<Row, 'perSecond' | 'p50Ms' | 'p99Ms'> {
  return {
    perSecond: median(results.map((each) => each.perSecond)),
    p50Ms: median(results.map((each) => each.p50Ms)),
    p99Ms: median(results.map((each) => each.p99Ms)),
  };
}

function busyNote(rounds: readonly Round[]): string {
  const perRequest = (ms: (round: Round) => number) =>
    median(rounds.map((round) => (1000 * ms(round)) / round.right)).toFixed(1);
  const server = `${perRequest(({ serverCpuMs }) => serverCpuMs)} µs CPU`;
  const busy = Math.round(100 * median(rounds.map(({ cpuMs, elapsedMs }) => cpuMs / elapsedMs)));
  return `${server}; load ${perRequest(({ cpuMs }) => cpuMs)} µs, ${busy} % busy`;
}
