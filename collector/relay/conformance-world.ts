import { afterEach, beforeEach, expect, vi } from 'vitest';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { EventStore, NewEvent } from '../store/store.ts';
import type { TrackRequest } from '../tiktok/events-api.ts';
import type { Reply } from '../tiktok/outcome.ts';
import { createRelay, type Relay, type RelayDeps } from './relay.ts';

export const START = Date.UTC(2026, 10, 18);
export const HOUR = 3_600_000;
export const [ONE, TWO] = ['C4AAAAAAAAAAAAAAAAAA', 'C5AAAAAAAAAAAAAAAAAA'] as const;

export const answer = (code: number, message = 'words', data: unknown = {}): Reply => ({
  kind: 'answer',
  status: 200,
  text: JSON.stringify({ code, message, request_id: 'R1', data }),
});
export const OK = answer(0);
export const LOST: Reply = { kind: 'unreachable', reason: 'timed out' };

/** A real store and a relay on a clock of their own, and a TikTok that answers as a test says. */
export interface RelayWorld {
  clock: number;
  store: EventStore;
  /** Once it was started. */
  relay: Relay | undefined;
  /** All that the relay has sent, and the errors that it has logged. */
  requests: TrackRequest[];
  errors: object[];
  start(tiktok: (request: TrackRequest) => Reply | Promise<Reply>, changed?: Partial<RelayDeps>): Relay;
  row(pixel: string, change?: Partial<NewEvent>): NewEvent;
  several(count: number, pixel: string): NewEvent[];
  /** Of the last row that was made, `row_<number>` is its event id. */
  lastId: number;
  append(...events: NewEvent[]): Promise<unknown>;
  /** Resolves when the store counts these. */
  until(stats: object): Promise<void>;
  /** Lets time pass, and the relay see it. */
  pass(ms: number): void;
}

/** Makes a world anew for each test of the file. */
export function relayWorld(): RelayWorld {
  const world: RelayWorld = {
    clock: START,
    store: undefined as unknown as EventStore,
    relay: undefined,
    requests: [],
    errors: [],
    lastId: 0,
    start(tiktok, changed = {}) {
      const relay = createRelay({
        store: world.store,
        track: async (request) => {
          world.requests.push(request);
          return tiktok(request);
        },
        tokenOf: (pixel) => `token of ${pixel}`,
        now: () => world.clock,
        random: () => 0.5,
        log: { info() {}, warn() {}, error: (fields) => void world.errors.push(fields) },
        ...changed,
      });
      relay.start();
      world.relay = relay;
      return relay;
    },
    row(pixel, change = {}) {
      const eventId = `row_${++world.lastId}`;
      return {
        pixel,
        eventSource: 'web',
        testEventCode: null,
        event: 'Purchase',
        eventId,
        body: JSON.stringify({ event_id: eventId }),
        findings: '[]',
        receivedAt: START,
        relayed: true,
        ...change,
      };
    },
    several: (count, pixel) => Array.from({ length: count }, () => world.row(pixel)),
    append: (...events) => world.store.append({ events, sightings: [] }),
    async until(stats) {
      const hold = async () => expect(await world.store.stats()).toMatchObject(stats);
      await vi.waitFor(hold, { timeout: 5000 });
    },
    pass(ms) {
      world.clock += ms;
      world.relay?.wake();
    },
  };
  beforeEach(async () => {
    Object.assign(world, { clock: START, relay: undefined, requests: [], errors: [] });
    world.store = await openSqliteStore({ file: ':memory:', now: () => world.clock });
  });
  afterEach(async () => {
    await world.relay?.stop();
    await world.store.close();
  });
  return world;
}
