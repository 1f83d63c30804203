import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { readConfig } from '../../collector/config/config.ts';
import { createIngest } from '../../collector/ingest.ts';
import { createMetrics } from '../../collector/insight/metrics.ts';
import { tellStoreState } from '../../collector/insight/store-state.ts';
import { createPrepare } from '../../collector/prepare.ts';
import { createRelay, type Relay } from '../../collector/relay/relay.ts';
import { eventNameFault, prepareRulesOf } from '../../collector/rules.ts';
import { readServerRequest } from '../../collector/sources/server-request.ts';
import { boundQueue } from '../../collector/store/bound-queue.ts';
import { openStore } from '../../collector/store/open-store.ts';
import type { EventStore, StoredEvent } from '../../collector/store/store.ts';
import { createEventsApi } from '../../collector/tiktok/events-api.ts';
import { createSteppedClock } from './stepped-clock.ts';

export interface TimedCollectorOptions {
  /** Of the database. */
  readonly file: string;
  readonly pixel: string;
  readonly tiktokUrl: string;
  /** Asked for each request. */
  readonly token: () => string;
  /** How long TikTok may take, in real time. */
  readonly timeoutMs: number;
  /** Is told of each request when it is over: its items, and TikTok's answer where there was one. */
  readonly onRequest: (items: readonly string[], answer: string | undefined) => void;
}

/** A collector in this process, whose time passes only where it has nothing to do. */
export interface TimedCollector {
  readonly now: () => number;
  /** Takes events as `/v1/events` does; resolves when they are on disk. */
  take(events: readonly object[]): Promise<void>;
  /** Resolves when the relay has found nothing that is due now. */
  idle(): Promise<void>;
  /** Lets time pass, further each time until the relay finds something. */
  pass(): void;
  readonly relay: Pick<Relay, 'pixels' | 'resume'>;
  stats: EventStore['stats'];
  dead(): Promise<StoredEvent[]>;
  stop(): Promise<void>;
}

/** The parts as `collector/main.ts` wires them, but for HTTP, on a clock of their own. */
export async function startTimedCollector(options: TimedCollectorOptions): Promise<TimedCollector> {
  const { file, pixel, tiktokUrl, token, timeoutMs, onRequest } = options;
  const clock = createSteppedClock(Date.now());
  const { now } = clock;
  const env = { TIKTOK_PIXEL_CODE: pixel, TIKTOK_ACCESS_TOKEN: token() };
  const config = readConfig(env, () => '', eventNameFault);
  const metrics = createMetrics(() => performance.now());
  const opened = await openStore({ url: `sqlite:${file}`, now });
  const bounds = { maxEvents: config.MAX_QUEUE_EVENTS, maxBytes: config.MAX_QUEUE_BYTES };
  const bounded = await boundQueue(metrics.watched(opened), bounds, now);
  const log = { info() {}, warn() {}, error() {} };
  const { store } = tellStoreState(bounded, { now, log });
  const track = metrics.timed(createEventsApi({ baseUrl: tiktokUrl, timeoutMs, fetch }));
  const relay = createRelay({
    store: { ...store, ...clock.watched(store) },
    async track(request) {
      const reply = await track(request);
      onRequest(request.items, reply.kind === 'answer' ? reply.text : undefined);
      return reply;
    },
    observe: metrics.seeSettlements,
    onPause: metrics.seePause,
    tokenOf: token,
    now,
    random: Math.random,
    // The clock stands still meanwhile: nobody gains by waiting for real.
    wait: (ms) => delay(ms / 50),
    requestsPerSecond: config.TIKTOK_REQUESTS_PER_SECOND,
    log,
  });
  const ingest = createIngest(store, createPrepare(prepareRulesOf(config)), now, metrics.seeEvent);
  store.onDue(relay.wake);
  relay.start();

  return {
    now,
    relay,
    async take(events) {
      const read = readServerRequest(JSON.stringify({ events })).events;
      const results = await ingest(read as never, { receivedAt: now(), completeBuyers: true });
      const bad = results.find((result) => result !== 'stored');
      if (bad) throw new Error(`an event was not stored: ${JSON.stringify(bad)}`);
    },
    idle: clock.idle,
    pass() {
      clock.pass();
      relay.wake();
    },
    stats: store.stats,
    async dead() {
      const all: StoredEvent[] = [];
      for (let before: number | undefined; ; before = all.at(-1)?.id) {
        const page = await store.recent(500, { state: 'dead', before });
        all.push(...page);
        if (page.length < 500) return all;
      }
    },
    async stop() {
      await relay.stop();
      await store.close();
    },
  };
}
