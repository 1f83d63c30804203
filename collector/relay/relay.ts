import { setTimeout as delay } from 'node:timers/promises';
import { createFaultNews } from '../store/fault-news.ts';
import type { ClaimedEvent, EventStore, Settlement } from '../store/store.ts';
import type { TrackRequest } from '../tiktok/events-api.ts';
import { explainReason } from '../tiktok/explain-code.ts';
import {
  MAX_EVENTS_PER_REQUEST,
  MAX_REQUEST_LENGTH,
  MAX_REQUESTS_PER_SECOND,
  REQUEST_TIMEOUT_MS,
} from '../tiktok/limits.ts';
import { judge, type Outcome, type Reply } from '../tiktok/outcome.ts';
import { type Batch, batchesOf } from './batch.ts';
import { createBell } from './bell.ts';
import { createClaimLimit } from './claim-limit.ts';
import { createDeliver, type Refused } from './deliver.ts';
import { type Group, groupsOf } from './division.ts';
import type { Lane, LaneState, TokenOf } from './lane.ts';
import { createLanes } from './lanes.ts';
import { createLeases } from './leases.ts';
import { returned, settlementOf, tooLate } from './settlement.ts';

/**
 * Longer than one request may take (8 s), and short enough that what a killed relay held goes out soon. Where finding
 * a bad event takes longer, the relay renews its leases; see `leases.ts`.
 */
const LEASE_MS = 15_000;

/** So long the outcome of a request may take to be written, beside the request itself. */
const SETTLE_MS = 2000;

/** How long an idle relay waits before it looks for events whose retry has fallen due. */
const POLL_MS = 1000;

/** A claim is a commit, as an append is: one for every few events would take the disk from those that come in. */
const GATHER_MS = 50;

/** Batches under way at one time, over all pixels: bounds memory, and holds eight pixels with all of theirs. */
const MOST_BATCHES = 32;

/** A request whose turn comes later than this goes back to the store instead of waiting under its lease. */
const LONGEST_TURN_MS = 3000;

const PAUSED = 'TikTok takes nothing for this pixel: it is paused, and its events are kept';

export interface RelayDeps {
  readonly store: Pick<EventStore, 'claim' | 'renew' | 'settle'>;
  /** Posts one request to TikTok; never throws. */
  readonly track: (request: TrackRequest) => Promise<Reply>;
  /** The token of a pixel or event set; undefined where it is no longer configured. */
  readonly tokenOf: TokenOf;
  /** Is told what was written down of events. */
  readonly observe?: (settlements: readonly Settlement[]) => void;
  readonly now: () => number;
  readonly random: () => number;
  /** Resolves after so many ms; where it is missing, of real time. */
  readonly wait?: (ms: number) => Promise<void>;
  /** Requests of one pixel at most; TikTok's own limit where nothing is said. */
  readonly requestsPerSecond?: number;
  /** Is told that a pixel takes nothing until its token is changed, or goes on again. */
  readonly onPause?: (pixel: string, isPaused: boolean) => void;
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
  /** How each pixel stands that has had something to send. */
  pixels(): LaneState[];
  /** Lets one paused pixel, or all, try again; returns those that were paused. */
  resume(pixel?: string): string[];
  /** Finishes what is under way, and returns what was claimed but not sent. */
  stop(): Promise<void>;
}

/** Makes the relay: claim what is due, send it, and settle each event by its outcome. */
export function createRelay(deps: RelayDeps): Relay {
  const { store, track, tokenOf, observe, now, random, wait = delay, log, onPause } = deps;
  const bell = createBell();
  const news = createFaultNews(now);
  const lanes = createLanes({
    perSecond: deps.requestsPerSecond ?? MAX_REQUESTS_PER_SECOND,
    tokenOf,
    onPause: tellPause,
  });
  const requestMs = REQUEST_TIMEOUT_MS + SETTLE_MS;
  const leases = createLeases({ store, now, leaseMs: LEASE_MS, requestMs });
  const limit = createClaimLimit(MAX_EVENTS_PER_REQUEST);
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        const { pixels, opensInMs } = lanes.closed(now());
        const asked = limit.events();
        const claimed = underWay.size < MOST_BATCHES ? await claim(asked, pixels) : [];
        if (claimed.length > 0) await dispatch(claimed);
        else await bell.wait(Math.max(1, Math.min(POLL_MS, opensInMs)));
        // Events that come alone are sent at once. Of many that come one after the other the next gather a moment, and
        // so they do where a pixel can take none of them now: each would have the store looked through in vain.
        const isBusy = claimed.length > 0 || pixels.length > 0;
        if (isBusy && claimed.length < asked) await wait(GATHER_MS);
      } catch (error) {
        complain(error);
        await bell.wait(POLL_MS);
      }
    }
    await Promise.all(underWay);
  }

  async function claim(events: number, except: readonly string[]): Promise<ClaimedEvent[]> {
    try {
      const claimed = await leases.claim(events, { except });
      limit.brought(claimed.length);
      return claimed;
    } catch (error) {
      limit.failed();
      throw error;
    }
  }

  async function dispatch(claimed: readonly ClaimedEvent[]): Promise<void> {
    const late = new Map(claimed.flatMap((event) => entryOf(event, tooLate(event, now()))));
    const timely = claimed.filter((event) => !late.has(event));
    const waiting: ClaimedEvent[] = [];
    for (const batch of batchesOf(timely, MAX_EVENTS_PER_REQUEST, MAX_REQUEST_LENGTH)) {
      const lane = lanes.of((batch[0] as ClaimedEvent).pixel);
      if (!stopping && lane.opensIn(now()) === 0) launch(batch, lane);
      else waiting.push(...batch);
    }
    // All by one write: of a thousand events, each a request of its own, four may go at one time.
    if (waiting.length > 0) await giveBack(waiting);
    if (late.size > 0) await bury(late);
  }

  async function bury(late: ReadonlyMap<ClaimedEvent, Settlement & { kind: 'dead' }>): Promise<void> {
    await write([...late.values()]);
    log.warn({ events: late.size }, 'too late to be sent: see the dead letters');
  }

  function launch(batch: Batch, lane: Lane): void {
    lane.enter();
    const delivery = deliver(batch)
      .catch(complain)
      .finally(() => {
        lane.leave();
        underWay.delete(delivery);
        bell.ring();
      });
    underWay.add(delivery);
  }

  const deliver = createDeliver({ turn, keep: leases.keep, send, settle, giveBack });

  async function turn(batch: Batch): Promise<boolean> {
    if (stopping) return false;
    const turnMs = lanes.of((batch[0] as ClaimedEvent).pixel).take(now(), LONGEST_TURN_MS);
    if (turnMs === undefined) return false;
    if (turnMs > 0) await wait(turnMs);
    // A stop may have come meanwhile, and a request takes long.
    return !stopping;
  }

  async function send(batch: Batch): Promise<Outcome> {
    const { pixel, eventSource, testEventCode } = batch[0] as ClaimedEvent;
    const lane = lanes.of(pixel);
    const token = tokenOf(pixel, eventSource);
    const items = batch.map((event) => event.body);
    const outcome: Outcome =
      token === undefined
        ? { kind: 'unauthorised', reason: `no token is configured for ${eventSource} ${pixel}` }
        : judge(await track({ token, eventSource, eventSourceId: pixel, testEventCode, items }));
    lane.learn(outcome, { source: eventSource, token }, now(), random());
    report(batch, outcome);
    return outcome;
  }

  async function settle(batch: Batch, outcome: Outcome, isPart: boolean): Promise<void> {
    const at = now();
    const lane = lanes.of((batch[0] as ClaimedEvent).pixel);
    const groups =
      outcome.kind === 'retry'
        ? groupsOf(batch, () => lane.mayDivide(at))
        : [{ events: batch, isPart: false }];
    await write(groups.flatMap((group) => settlementsOf(group, outcome, at, isPart)));
  }

  function settlementsOf(group: Group, outcome: Outcome, at: number, wasPart: boolean): Settlement[] {
    const { events } = group;
    // One chance for all: they come back at one moment, and so in one request.
    const chance = random();
    const part = group.isPart || wasPart ? events[0]?.id : undefined;
    return events.map((event) => settlementOf(event, outcome, at, chance, part));
  }

  async function giveBack(batch: Batch, refused?: Refused): Promise<void> {
    const at = now();
    await write(batch.map((event) => returned(event, refused, at, batch[0]?.id)));
  }

  async function write(settlements: readonly Settlement[]): Promise<void> {
    await store.settle(settlements);
    observe?.(settlements);
  }

  function report(batch: Batch, outcome: Outcome): void {
    const fields = { pixel: batch[0]?.pixel, events: batch.length, outcome: outcome.kind };
    if (outcome.kind === 'accepted') {
      log.info({ ...fields, requestId: outcome.requestId, note: outcome.note }, 'delivered');
    } else {
      log.warn({ ...fields, reason: outcome.reason, ...explainReason(outcome.reason) }, 'not delivered');
    }
  }

  function tellPause(pixel: string, reason: string | undefined): void {
    onPause?.(pixel, reason !== undefined);
    if (reason === undefined) log.info({ pixel }, 'the pixel goes on');
    else log.error({ pixel, reason, ...explainReason(reason) }, PAUSED);
  }

  function complain(error: unknown): void {
    const message = messageOf(error);
    if (news.isNew(message))
      log.error({ error: message }, 'the relay could not use the store; it tries again');
  }

  return {
    start() {
      running ??= run();
    },
    wake: bell.ring,
    pixels: () => lanes.states(now()),
    resume(pixel) {
      const resumed = lanes.resume(pixel);
      bell.ring();
      return resumed;
    },
    async stop() {
      stopping = true;
      bell.ring();
      await running;
    },
  };
}

function entryOf<Key, Value>(key: Key, value: Value | undefined): [Key, Value][] {
  return value === undefined ? [] : [[key, value]];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
