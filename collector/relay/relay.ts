import type { ClaimedEvent, EventStore, Settlement } from '../store/store.ts';
import type { TrackRequest } from '../tiktok/events-api.ts';
import { MAX_EVENTS_PER_REQUEST, MAX_REQUEST_LENGTH } from '../tiktok/limits.ts';
import { judge, type Outcome, type Reply } from '../tiktok/outcome.ts';
import { type Batch, batchesOf, halve } from './batch.ts';
import { createBell } from './bell.ts';
import { nextAttemptAt } from './retry-schedule.ts';

/**
 * Longer than one request may take (8 s), and short enough that what a killed relay held goes out soon. Where
 * halving takes longer, another relay may send an event too: under the same id, which TikTok counts once.
 */
const LEASE_MS = 15_000;

/** How long an idle relay waits before it looks for events whose retry has fallen due. */
const POLL_MS = 1000;

export interface RelayDeps {
  readonly store: Pick<EventStore, 'claim' | 'settle'>;
  /** Posts one request to TikTok; never throws. */
  readonly track: (request: TrackRequest) => Promise<Reply>;
  /** The token of a pixel or event set; undefined where it is no longer configured. */
  readonly tokenOf: (pixel: string, source: ClaimedEvent['eventSource']) => string | undefined;
  /** Is told what was written down of events. */
  readonly observe?: (settlements: readonly Settlement[]) => void;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

export interface Relay {
  start(): void;
  /** Says that something new may be due. */
  wake(): void;
  /** Finishes what is under way, and returns what was claimed but not sent. */
  stop(): Promise<void>;
}

/** Makes the relay: claim what is due, send it, and settle each event by its outcome. */
export function createRelay(deps: RelayDeps): Relay {
  const { store, track, tokenOf, observe, now, random, log } = deps;
  const bell = createBell();
  let stopping = false;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        const claimed = await store.claim(MAX_EVENTS_PER_REQUEST, LEASE_MS);
        if (claimed.length === 0) await bell.wait(POLL_MS);
        else await allOf(batchesOf(claimed, MAX_EVENTS_PER_REQUEST, MAX_REQUEST_LENGTH).map(deliver));
      } catch (error) {
        log.error({ error: messageOf(error) }, 'the relay could not use the store; it tries again');
        await bell.wait(POLL_MS);
      }
    }
  }

  async function deliver(batch: Batch): Promise<void> {
    if (stopping) return void (await settle(batch, returned));
    const outcome = await send(batch);
    if (outcome.kind === 'rejected' && batch.length > 1) {
      // TikTok refuses the whole request for one bad event: halve until it stands alone.
      for (const half of halve(batch)) await deliver(half);
      return;
    }
    report(batch, outcome);
    await settle(batch, (event) => settlementOf(event, outcome));
  }

  async function send(batch: Batch): Promise<Outcome> {
    const { pixel, eventSource, testEventCode } = batch[0] as ClaimedEvent;
    const token = tokenOf(pixel, eventSource);
    if (token === undefined) {
      return { kind: 'unauthorised', reason: `no token is configured for ${eventSource} ${pixel}` };
    }
    const items = batch.map((event) => event.body);
    return judge(await track({ token, eventSource, eventSourceId: pixel, testEventCode, items }));
  }

  function settlementOf(event: ClaimedEvent, outcome: Outcome): Settlement {
    const { id, lease } = event;
    switch (outcome.kind) {
      case 'accepted':
        return { id, lease, kind: 'accepted', requestId: outcome.requestId ?? null };
      case 'rejected':
        return { id, lease, kind: 'dead', reason: outcome.reason, requestId: outcome.requestId ?? null };
      case 'retry':
      case 'unauthorised': {
        const dueAt = nextAttemptAt(event, now(), random());
        return dueAt === undefined
          ? {
              id,
              lease,
              kind: 'dead',
              reason: `gave up after 40 hours: ${outcome.reason}`,
              requestId: null,
            }
          : { id, lease, kind: 'retry', dueAt, reason: outcome.reason };
      }
      default:
        return outcome satisfies never;
    }
  }

  function report(batch: Batch, outcome: Outcome): void {
    const fields = { pixel: batch[0]?.pixel, events: batch.length, outcome: outcome.kind };
    if (outcome.kind === 'accepted') log.info({ ...fields, requestId: outcome.requestId }, 'delivered');
    else log.warn({ ...fields, reason: outcome.reason }, 'not delivered');
  }

  async function settle(batch: Batch, each: (event: ClaimedEvent) => Settlement): Promise<void> {
    const settlements = batch.map(each);
    await store.settle(settlements);
    observe?.(settlements);
  }

  return {
    start() {
      running ??= run();
    },
    wake: bell.ring,
    async stop() {
      stopping = true;
      bell.ring();
      await running;
    },
  };
}

/** Waits for every one, also where one fails, so that `stop` leaves no request under way; then throws the first error. */
async function allOf(deliveries: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(deliveries);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function returned({ id, lease }: ClaimedEvent): Settlement {
  return { id, lease, kind: 'returned' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
