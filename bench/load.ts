import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { eventRequest } from './page-event.ts';

/** Events to post at one address, as fast as the connections allow. */
export interface LoadOrder {
  readonly port: number;
  readonly contentType: string;
  /** Text that stands in each right answer's body. */
  readonly expected: string;
  readonly seconds: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests answered as expected. */
  readonly right: number;
  /** Other answers than the expected one, and connections that broke. */
  readonly wrong: number;
  /** Share of time that the load itself was computing; near 1 it, and not the server, is the limit. */
  readonly busy: number;
}

const CONNECTIONS = 64;

let lastId = 0;

/**
 * Keep-alive connections with one request under way each. Written against plain sockets: a load tool from npm took
 * as much of the two cores for a request as the server did, and so measured itself.
 */
async function run({ port, contentType, expected, seconds }: LoadOrder): Promise<LoadResult> {
  const request = eventRequest(contentType, Date.now());
  const before = performance.eventLoopUtilization();
  const began = performance.now();
  const until = began + seconds * 1000;
  const took: number[] = [];
  let wrong = 0;

  function keepPosting(): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let sentAt = 0;
      let answer = '';
      const post = () => {
        sentAt = performance.now();
        socket.write(request(++lastId), 'latin1');
      };
      socket.setEncoding('latin1');
      socket.on('connect', post);
      socket.on('error', () => wrong++);
      socket.on('close', () => resolve());
      socket.on('data', (chunk) => {
        answer += chunk;
        if (!isWhole(answer)) return;
        if (answer.startsWith('HTTP/1.1 2') && answer.includes(expected))
          took.push(performance.now() - sentAt);
        else wrong++;
        answer = '';
        if (performance.now() < until) post();
        else socket.end();
      });
    });
  }

  await Promise.all(Array.from({ length: CONNECTIONS }, keepPosting));
  const elapsed = performance.now() - began;
  took.sort((left, right) => left - right);
  return {
    perSecond: (1000 * took.length) / elapsed,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    right: took.length,
    wrong,
    busy: performance.eventLoopUtilization(before).utilization,
  };
}

function isWhole(answer: string): boolean {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  return answer.length >= headEnd + 4 + Number(length);
}

function quantile(sorted: readonly number[], share: number): number {
  return Math.round(10 * (sorted[Math.floor(share * (sorted.length - 1))] ?? 0)) / 10;
}

process.on('message', async (order: LoadOrder) => {
  process.send?.(await run(order));
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
