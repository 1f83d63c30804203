import { afterEach, expect, it } from 'vitest';
import { createRelay } from '../collector/relay/relay.ts';
import { openSqliteStore } from '../collector/store/sqlite/sqlite-store.ts';
import { createEventsApi } from '../collector/tiktok/events-api.ts';
import type { Behaviour } from './simulator/behaviour.ts';
import { type Simulator, startSimulator } from './simulator/simulator.ts';

const PIXEL = 'C4TEST00000000000000';
const TOKEN = 'token-of-the-simulated-tiktok';
const EVENTS = 300;
/** Further than any wait of a breaker or a throttled lane; a few of them are the longest wait of so many failures. */
const STEP_MS = 1_000_000;

let simulator: Simulator | undefined;
afterEach(() => simulator?.close());

/** What TikTok does with one request after the other; then it is well. */
const HARDSHIPS: readonly Behaviour[] = [
  { drop: 'after' },
  { drop: 'before' },
  { drop: 'after' },
  { html502: true },
  { empty: true },
  { answerCode: 40100 },
  { answerCode: 40133, style: 'http-status' },
  { answerCode: 50002 },
  { answerCode: 61000 },
  { drop: 'after' },
  { drop: 'after' },
];

it('counts every event once, whatever answers are lost, and by the same id and time each time', async () => {
  let clock = Date.now();
  const tiktok = await startSimulator({ pixels: [{ code: PIXEL, token: TOKEN }] });
  simulator = tiktok;
  const store = await openSqliteStore({ file: ':memory:', now: () => clock });
  const post = createEventsApi({ baseUrl: tiktok.url, timeoutMs: 5000, fetch });
  const hardships = [...HARDSHIPS];
  const sent = new Map<string, Set<string>>();
  let underWay = 0;
  const relay = createRelay({
    store,
    track(request) {
      for (const item of request.items) {
        const { event_id } = JSON.parse(item) as { event_id: string };
        sent.set(event_id, (sent.get(event_id) ?? new Set()).add(item));
      }
      const hardship = hardships.shift();
      if (hardship) tiktok.setBehaviour({ ...hardship, times: 1 });
      underWay++;
      return post(request).finally(() => {
        underWay--;
      });
    },
    tokenOf: () => TOKEN,
    now: () => clock,
    random: Math.random,
    log: { info() {}, warn() {}, error() {} },
  });
  const ids = Array.from({ length: EVENTS }, (_, index) => `lost_${index}`);
  const at = Math.floor(clock / 1000);
  const events = ids.map((eventId) => ({
    pixel: PIXEL,
    eventSource: 'web' as const,
    testEventCode: null,
    event: 'Purchase',
    eventId,
    body: JSON.stringify({
      event: 'Purchase',
      event_id: eventId,
      event_time: at,
      user: { ttclid: 'E.C.P.abcdefghijklmnop' },
      page: { url: 'https://shop.example/thanks' },
      properties: { value: 9.5, currency: 'USD' },
    }),
    findings: '[]',
    receivedAt: clock,
    relayed: true,
  }));
  await store.append({ events, sightings: [] });
  relay.start();

  await expect
    .poll(
      async () => {
        // Time stands still while TikTok is asked, so that a slow machine does not run out of it.
        if (underWay === 0) clock += STEP_MS;
        relay.wake();
        const { due, accepted, dead } = await store.stats();
        return { due, accepted, dead };
      },
      { timeout: 20_000, interval: 20 },
    )
    .toEqual({ due: 0, accepted: EVENTS, dead: 0 });
  await relay.stop();
  await store.close();

  expect(hardships, 'all of it was met').toEqual([]);
  const counted = tiktok.ledger.events().map(({ event_id }) => event_id);
  expect([...counted].sort()).toEqual([...ids].sort());
  expect(tiktok.ledger.totals().dropped, 'copies did come').toBeGreaterThan(0);
  // Whatever was sent of an event was the same, to the byte.
  expect([...sent.values()].every((copies) => copies.size === 1)).toBe(true);
});
