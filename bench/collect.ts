import { type Child, startChild } from './child.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { startMeasuredCollector } from './measured-collector.ts';
import { median } from './median.ts';
import { pageRequest } from './page-event.ts';
import { cpuMsOf } from './process-usage.ts';
import { ROUND_SECONDS, ROUNDS } from './rounds.ts';
import type { Row } from './row.ts';
import type { Listening } from './serve.ts';
import { type Sink, startSink, TIKTOK_MS } from './start-sink.ts';

const CONNECTIONS = 64;
const WARM_UP_SECONDS = Math.min(2, ROUND_SECONDS);

/** What a durable answer promises against one that keeps nothing. */
const LEAST_OF_EXPRESS = 1.8;
const LEAST_OF_NODE = 0.5;
const LEAST_THROUGH_EXPRESS = 0.65;

/** A server, and how events are posted to it. */
interface Server {
  readonly what: string;
  readonly pid: number;
  readonly order: Pick<LoadOrder, 'port' | 'request' | 'expected'>;
  /** Whether it has to deliver what it accepts. */
  readonly delivers: boolean;
}

/** What a round has shown, and what it cost the server, with all that it did afterwards for the round's events. */
interface Round extends LoadResult {
  readonly serverCpuMs: number;
}

/**
 * Durable `/collect` (checked, hashed, deduplicated, on disk before the answer, relayed meanwhile) against servers that
 * answer the same bytes and keep nothing. All of them in each round.
 */
export async function measureCollect(): Promise<Row[]> {
  const sink = await startSink(TIKTOK_MS);
  const load = await startChild<LoadOrder, LoadResult>('load.ts');
  const nodeEcho = await startEcho('node:http echo', 'node-echo.ts');
  const expressEcho = await startEcho('Express echo', 'express-echo.ts');
  const collect = await startCollect('POST /collect', '/collect', sink);
  // The front door takes exact paths only; to Express, and to the handler, this is the same one.
  const throughExpress = await startCollect('POST /collect through Express', '/collect/', sink);
  const servers = [nodeEcho, expressEcho, collect, throughExpress];

  let kept = 0;
  async function post(server: Server, seconds: number): Promise<Round> {
    const before = cpuMsOf(server.pid);
    const result = await askLoad(load, server, seconds);
    if (server.delivers) {
      kept += result.right;
      // The rest of the relay's work would otherwise fall into the next server's turn, and slow that down.
      await sink.delivered(kept);
    }
    return { ...result, serverCpuMs: cpuMsOf(server.pid) - before };
  }

  const rounds = new Map<Server, Round[]>(servers.map((server) => [server, []]));
  for (const server of servers) await post(server, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const server of servers) rounds.get(server)?.push(await post(server, ROUND_SECONDS));
  }
  for (const { pid } of servers) process.kill(pid, 'SIGKILL');
  load.kill();
  sink.stop();

  const of = (server: Server) => rounds.get(server) as Round[];
  const ratios = (server: Server, to: Server) =>
    of(server).map(({ perSecond }, index) => perSecond / (of(to)[index] as Round).perSecond);
  const toExpress = (server: Server, least: number) => ({
    ratio: { to: expressEcho.what, rounds: ratios(server, expressEcho), bound: { least } },
  });
  const toNode = { to: nodeEcho.what, rounds: ratios(collect, nodeEcho), bound: { least: LEAST_OF_NODE } };
  return [
    rowOf(nodeEcho, of(nodeEcho)),
    rowOf(expressEcho, of(expressEcho)),
    { ...rowOf(collect, of(collect)), ...toExpress(collect, LEAST_OF_EXPRESS) },
    { what: 'the same', ratio: toNode, note: `${kept.toLocaleString('en-US')} delivered, no duplicate` },
    {
      ...rowOf(throughExpress, of(throughExpress)),
      ...toExpress(throughExpress, LEAST_THROUGH_EXPRESS),
    },
  ];
}

async function startEcho(what: string, file: string): Promise<Server> {
  const { ready, pid } = await startChild<object, never, Listening>(file);
  const expected = '"event":"ViewContent"';
  const request = pageRequest('/collect', 'application/json');
  return { what, pid, order: { port: ready.port, request, expected }, delivers: false };
}

async function startCollect(what: string, path: string, sink: Sink): Promise<Server> {
  const { port, pid } = await startMeasuredCollector(sink);
  // Every answer must say that the event is new and on disk: a duplicate would be cheaper than an event.
  const expected = '{"accepted":1,"duplicates":0,"rejected":[]}';
  const request = pageRequest(path, 'text/plain;charset=UTF-8');
  return { what, pid, order: { port, request, expected }, delivers: true };
}

async function askLoad(
  load: Child<LoadOrder, LoadResult>,
  { what, order }: Server,
  seconds: number,
): Promise<LoadResult> {
  const result = await load.ask({ ...order, events: 1, connections: CONNECTIONS, until: { seconds } });
  if (result.wrong > 0) throw new Error(`${what} answered ${result.wrong} request(s) wrongly or not at all`);
  return result;
}

function rowOf({ what }: Server, rounds: readonly Round[]): Row {
  const middle = (value: (round: Round) => number) => median(rounds.map(value));
  const server = middle(({ serverCpuMs, right }) => (1000 * serverCpuMs) / right).toFixed(1);
  const own = middle(({ cpuMs, right }) => (1000 * cpuMs) / right).toFixed(1);
  const busy = Math.round(100 * middle(({ cpuMs, elapsedMs }) => cpuMs / elapsedMs));
  return {
    what,
    figure: { value: middle(({ perSecond }) => perSecond), unit: '/s' },
    p50Ms: middle(({ p50Ms }) => p50Ms),
    p99Ms: middle(({ p99Ms }) => p99Ms),
    note: `${server} µs CPU each; load ${own} µs, ${busy} % busy`,
  };
}
