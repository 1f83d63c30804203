import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';
import { BROWSER_HEADERS, purchaseBody } from './purchase.ts';

/** Purchases to post at one address, as fast as the connections allow. */
export interface LoadOrder {
  readonly url: string;
  readonly contentType: string;
  /** The one right answer. */
  readonly expected: string;
  readonly seconds: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests answered as expected. */
  readonly right: number;
  /** Other statuses than 2xx, other bodies than the expected one, and connections that broke. */
  readonly wrong: number;
  /** Share of time that the load itself was computing; near 1 it, and not the server, is the limit. */
  readonly busy: number;
}

const CONNECTIONS = 64;

/** Keep-alive is autocannon's habit. */
async function run({ url, contentType, expected, seconds }: LoadOrder): Promise<LoadResult> {
  const before = performance.eventLoopUtilization();
  const result = await autocannon({
    url,
    method: 'POST',
    headers: { ...BROWSER_HEADERS, 'Content-Type': contentType },
    body: purchaseBody(Date.now()),
    idReplacement: true,
    connections: CONNECTIONS,
    duration: seconds,
    expectBody: expected,
  });
  return {
    perSecond: result['2xx'] / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    right: result['2xx'] - result.mismatches,
    wrong: result.non2xx + result.mismatches + result.errors,
    busy: performance.eventLoopUtilization(before).utilization,
  };
}

process.on('message', async (order: LoadOrder) => {
  process.send?.(await run(order));
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
