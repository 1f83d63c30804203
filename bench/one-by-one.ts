import { settlementOf } from '../collector/relay/settlement.ts';
import { openStore } from '../collector/store/open-store.ts';
import { createEventsApi } from '../collector/tiktok/events-api.ts';
import { REQUEST_TIMEOUT_MS } from '../collector/tiktok/limits.ts';
import { judge } from '../collector/tiktok/outcome.ts';

/** The lease of the relay. */
const LEASE_MS = 15_000;

/** What one by one has delivered. */
export interface OneByOne {
  readonly perSecond: number;
}

/**
 * What the relay's batches are compared with: claims one event, sends it, settles it, and takes the next; with the
 * store, the connection and the judgement that the relay has, durable at each step as the relay is.
 */
async function run(file: string, baseUrl: string, seconds: number): Promise<OneByOne> {
  const store = await openStore({ url: `sqlite:${file}`, now: Date.now });
  const track = createEventsApi({ baseUrl, timeoutMs: REQUEST_TIMEOUT_MS, fetch });
  const began = performance.now();
  let sent = 0;
  for (; performance.now() - began < seconds * 1000; sent++) {
    const [event] = await store.claim(1, LEASE_MS);
    if (!event) throw new Error('the backlog has come to its end');
    const { pixel, eventSource, testEventCode, body } = event;
    const request = {
      token: 'token-of-the-bench',
      eventSource,
      eventSourceId: pixel,
      testEventCode,
      items: [body],
    };
    const outcome = judge(await track(request));
    if (outcome.kind !== 'accepted') throw new Error(`the sink said ${outcome.kind}`);
    await store.settle([settlementOf(event, outcome, Date.now(), Math.random())]);
  }
  return { perSecond: (1000 * sent) / (performance.now() - began) };
}

const [file = '', baseUrl = '', seconds] = process.argv.slice(2);
process.once('disconnect', () => process.exit());
process.send?.(await run(file, baseUrl, Number(seconds)));
