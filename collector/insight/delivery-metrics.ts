import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Settlement } from '../store/store.ts';
import { createBoundedLabel } from './bounded-label.ts';

/** TikTok answers within a second as a rule; after eight the relay gives up waiting. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];

/** TikTok's code, which every reason of ours names where there is one; else the HTTP status. */
const CODE = /\b([1-9]\d{4})\b|\bHTTP ([1-5]\d\d)\b/;

export interface DeliveryMetrics {
  /** Counts outcomes that were written down. */
  readonly seeSettlements: (settlements: readonly Settlement[]) => void;
  /** A pixel takes nothing until its token is changed, or goes on again. */
  readonly seePause: (pixel: string, isPaused: boolean) => void;
  /** Measures how long the answer to each request takes. */
  readonly timed: <Request, Reply>(
    track: (request: Request) => Promise<Reply>,
  ) => (request: Request) => Promise<Reply>;
}

/**
 * Makes the measures of what goes to TikTok.
 *
 * @param clock ms, on a clock that never jumps
 */
export function createDeliveryMetrics(registry: Registry, clock: () => number): DeliveryMetrics {
  const registers = [registry];
  const delivered = new Counter({
    name: 'clickthread_events_delivered_total',
    help: 'Events that TikTok has accepted.',
    registers,
  });
  const retried = new Counter({
    name: 'clickthread_events_retried_total',
    help: 'Deliveries that failed and come again, by TikTok code or HTTP status, or "other".',
    labelNames: ['code'],
    registers,
  });
  const dead = new Counter({
    name: 'clickthread_events_dead_total',
    help: 'Events that were given up, by TikTok code or HTTP status, or "other".',
    labelNames: ['code'],
    registers,
  });
  // A code appears with its first event, and so has no rate to alert on; this one is there from the start.
  const givenUp = new Counter({
    name: 'clickthread_events_given_up_total',
    help: 'Events that were given up, whatever the code.',
    registers,
  });
  const duration = new Histogram({
    name: 'clickthread_tiktok_request_duration_seconds',
    help: "From a request to TikTok's Events API to its answer, or to the end of our patience.",
    buckets: SECONDS,
    registers,
  });
  const paused = new Gauge({
    name: 'clickthread_pixel_paused',
    help: '1 while TikTok refuses the token of a pixel or event set: it keeps its events, and sends none.',
    labelNames: ['pixel'],
    registers,
  });
  const codeLabel = createBoundedLabel();

  function codeOf(reason: string): string {
    const [, code, status] = CODE.exec(reason) ?? [];
    return codeLabel(code ?? (status ? `http ${status}` : 'other'));
  }

  return {
    seeSettlements(settlements) {
      for (const settlement of settlements) {
        if (settlement.kind === 'accepted') delivered.inc();
        else if (settlement.kind === 'retry') retried.inc({ code: codeOf(settlement.reason) });
        else if (settlement.kind === 'dead') {
          dead.inc({ code: codeOf(settlement.reason) });
          givenUp.inc();
        }
      }
    },
    // Pixels are those of the configuration, so there are few.
    seePause: (pixel, isPaused) => paused.set({ pixel }, isPaused ? 1 : 0),
    timed: (track) =>
      async function timedTrack(request) {
        const began = clock();
        try {
          return await track(request);
        } finally {
          duration.observe((clock() - began) / 1000);
        }
      },
  };
}
