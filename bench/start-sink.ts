import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from './child.ts';
import type { Listening } from './serve.ts';
import type { Delivered } from './sink.ts';

/** Integrators measure 0.12 to 0.23 s. https://github.com/gingagenie/taska-vercel (TIKTOK_EVENTS_API_TEST_REPORT.md) */
export const TIKTOK_MS = 175;

/** How long nothing may arrive before a delivery counts as stuck. */
const STUCK_MS = 15_000;
const LOOK_EVERY_MS = 20;

/** Stands where TikTok stands, in a process of its own. */
export interface Sink {
  readonly port: number;
  /** Waits until so many events have come since it was started. */
  delivered(events: number): Promise<Delivered>;
  stop(): void;
}

/** @param answerMs how long it takes for an answer */
export async function startSink(answerMs: number): Promise<Sink> {
  const child = await startChild<object, Delivered, Listening>('sink.ts', [String(answerMs)]);
  return {
    port: child.ready.port,
    stop: child.kill,
    async delivered(expected) {
      let last = await child.ask({});
      let changedAt = Date.now();
      while (last.events < expected) {
        await delay(LOOK_EVERY_MS);
        const seen = await child.ask({});
        if (seen.events > last.events) changedAt = Date.now();
        else if (Date.now() - changedAt > STUCK_MS) {
          throw new Error(`${expected} events were accepted, but only ${seen.events} were delivered`);
        }
        last = seen;
      }
      // Local events are sent once, or something is wrong with what is measured.
      if (last.events > expected)
        throw new Error(`${last.events} events came, and ${expected} were accepted`);
      return last;
    },
  };
}
