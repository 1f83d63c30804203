import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createAnswerCheck } from './answer-check.ts';
import { numberedRequests } from './numbered-request.ts';

/** Events to post at one address, as fast as the connections allow. */
export interface LoadOrder {
  readonly port: number;
  /** The HTTP request, with marks where numbers belong. */
  readonly request: string;
  /** How many are in it. */
  readonly events: number;
  /** Each with one request under way. */
  readonly connections: number;
  /** Text that stands in each right answer's body. */
  readonly expected: string;
  /** When to end. */
  readonly until: { readonly seconds: number } | { readonly requests: number };
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests answered as expected. */
  readonly right: number;
  /** Other answers than the expected one, and connections that broke. */
  readonly wrong: number;
  /** What the load itself computed, in ms: where it comes near the elapsed time, it is the limit and not the server. */
  readonly cpuMs: number;
  readonly elapsedMs: number;
}

/** Longer than any answer that is looked for. */
const MAX_ANSWER_BYTES = 16 * 1024;

let count = 0;

/**
 * Written against plain sockets, without a string or a
 * parser: a load tool from npm took as much of the two cores for a request as the server did, and so measured itself.
 */
async function run(order: LoadOrder): Promise<LoadResult> {
  const { port, expected, until } = order;
  const makeRequest = numberedRequests(order.request, order.events);
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const endsAt = 'seconds' in until ? began + until.seconds * 1000 : Number.POSITIVE_INFINITY;
  let left = 'requests' in until ? until.requests : Number.POSITIVE_INFINITY;
  const took: number[] = [];
  let wrong = 0;

  function keepPosting(): Promise<void> {
    return new Promise((resolve) => {
      // One request is under way, so one piece of memory is enough for all that a connection sends, and one for answers.
      const request = makeRequest();
      const check = createAnswerCheck(expected);
      let sentAt = 0;
      const onread = {
        buffer: Buffer.alloc(MAX_ANSWER_BYTES),
        callback(length: number, bytes: Uint8Array) {
          const verdict = check(bytes as Buffer, length);
          if (verdict === 'partial') return true;
          const now = performance.now();
          if (verdict === 'right') took.push(now - sentAt);
          else wrong++;
          next(now);
          return true;
        },
      };
      const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
      function next(now: number): void {
        if (now >= endsAt || left-- <= 0) return void socket.end();
        sentAt = now;
        socket.write(request(++count));
      }
      socket.on('connect', () => next(performance.now()));
      socket.on('error', () => wrong++);
      socket.on('close', () => resolve());
    });
  }

  await Promise.all(Array.from({ length: order.connections }, keepPosting));
  const elapsedMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpuBefore);
  took.sort((left, right) => left - right);
  return {
    perSecond: (1000 * took.length) / elapsedMs,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    right: took.length,
    wrong,
    cpuMs: (user + system) / 1000,
    elapsedMs,
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return Math.round(10 * (sorted[Math.floor(share * (sorted.length - 1))] ?? 0)) / 10;
}

process.on('message', async (order: LoadOrder) => {
  process.send?.(await run(order));
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
