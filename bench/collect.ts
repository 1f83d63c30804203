import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CollectorProcess, startCollector } from '../e2e/collector-process.ts';
import { atExit } from './at-exit.ts';
import { type Child, startChild } from './child.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { median } from './median.ts';
import { PIXEL, SHOP_ORIGIN } from './page-event.ts';
import { createScratch } from './scratch.ts';
import type { Listening } from './serve.ts';
import type { Delivered } from './sink.ts';
import type { Row } from './table.ts';

const ROUNDS = 7;
const ROUND_SECONDS = 2;
const WARM_UP_SECONDS = 2;

/** What a durable answer may cost against one that keeps nothing. */
const LEAST_RATIO = 0.6;

/** How long the relay may take to deliver what it was left with at the end of a round. */
const DELIVERY_MS = 15_000;

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

  async function postEcho(seconds: number): Promise<LoadResult> {
    const { port } = echo.ready;
    const expected = '"event":"ViewContent"';
    return checked(
      await load.ask({ port, contentType: 'application/json', expected, seconds }),
      'the Express echo',
    );
  }

  async function postCollect(seconds: number): Promise<LoadResult> {
    const { port } = collector;
    // Every answer must say that the event is new and on disk: a duplicate would be cheaper than an event.
    const expected = '{"accepted":1,"duplicates":0,"rejected":[]}';
    const result = await load.ask({ port, contentType: 'text/plain;charset=UTF-8', expected, seconds });
    kept += checked(result, '/collect').right;
    // The rest of the relay's work would otherwise fall into the next round of the echo, and slow it down.
    await waitUntilDelivered(sink, kept);
    return result;
  }

  await postEcho(WARM_UP_SECONDS);
  await postCollect(WARM_UP_SECONDS);
  const echoes: LoadResult[] = [];
  const collects: LoadResult[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    echoes.push(await postEcho(ROUND_SECONDS));
    collects.push(await postCollect(ROUND_SECONDS));
  }
  await collector.kill();
  for (const child of [echo, sink, load]) child.kill();

  const rounds = collects.map(({ perSecond }, index) => perSecond / (echoes[index] as LoadResult).perSecond);
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
    NODE_DISABLE_COMPILE_CACHE: '1',
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

function busyNote(results: readonly LoadResult[]): string {
  return `load ${Math.round(100 * median(results.map((each) => each.busy)))} % busy`;
}
