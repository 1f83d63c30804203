import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../simulator/simulator.ts';
import type { Promised } from '../torture/promised.ts';
import { REFUSALS } from './bad-events.ts';
import { createHardshipChoice } from './choose-hardship.ts';
import { promisesOf } from './promises.ts';
import { createSentLog } from './sent-log.ts';
import { startTimedCollector } from './timed-collector.ts';
import { createTrialEvents } from './trial-events.ts';

const PIXEL = 'C4TEST00000000000000';
const TOKENS = ['first-token-of-the-simulated-tiktok', 'other-token-of-the-simulated-tiktok'] as const;
const FEW = 100;
const MANY = 1000;
/** Of so many rounds the last one brings three times a thousand events at once; in the others a hundred come alone. */
const ROUNDS = 16;
/** Of so many rounds one has bad rows. */
const BAD_ROUNDS = 2;
const HOUR_MS = 3_600_000;

export interface TrialOptions {
  /** At least so many; more where not each hardship was met by then. */
  readonly events: number;
  /** How long the collector waits for an answer, and how long one takes that is slow but comes; real ms. */
  readonly timeoutMs: number;
  readonly latencyMs: number;
}

export interface Trial {
  readonly promises: readonly Promised[];
  /** How much of it there was. */
  readonly figures: string;
}

/** Sends events through a collector to a TikTok that does everything wrong, in turn and then by chance. */
export async function tryBadTiktok(options: TrialOptions): Promise<Trial> {
  const folder = await mkdtemp(join(tmpdir(), 'clickthread-tiktok-'));
  try {
    return await tryIn(folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryIn(folder: string, { events, timeoutMs, latencyMs }: TrialOptions): Promise<Trial> {
  const startedAt = performance.now();
  const hardships = createHardshipChoice(latencyMs);
  const sent = createSentLog();
  const given = createTrialEvents();
  let requests = 0;
  let pauses = 0;
  let token: string = TOKENS[0];
  let now = Date.now;

  const tiktok = await startSimulator({
    pixels: TOKENS.map((each) => ({ code: PIXEL, token: each })),
    now: () => now(),
    behaviourOf({ body }) {
      requests++;
      const { isForMany: _, ...behaviour } = hardships.next(body.split('"event_id"').length - 1) ?? {};
      return behaviour;
    },
  });
  tiktok.setBehaviour({ refuse: [...REFUSALS] });
  const collector = await startTimedCollector({
    file: join(folder, 'clickthread.db'),
    pixel: PIXEL,
    tiktokUrl: tiktok.url,
    token: () => token,
    timeoutMs,
    onRequest: sent.see,
  });
  now = collector.now;

  async function takeRound(round: number): Promise<void> {
    if (round % ROUNDS > 0) return collector.take(given.make(FEW, round % BAD_ROUNDS === 1));
    for (const hasBadRows of [true, false, false]) await collector.take(given.make(MANY, hasBadRows));
  }

  /** Lets time pass once the relay has done what it can; a paused pixel goes on by another token, or by request. */
  async function goOn(): Promise<void> {
    await collector.idle();
    if (collector.relay.pixels().some(({ state }) => state === 'paused')) {
      pauses++;
      if (pauses % 2 === 0) collector.relay.resume();
      else token = token === TOKENS[0] ? TOKENS[1] : TOKENS[0];
    }
    collector.pass();
  }

  try {
    for (let round = 1; given.count() < events || hardships.left() > 0; round++) {
      await takeRound(round);
      await goOn();
    }
    while ((await collector.stats()).due > 0) await goOn();

    const { dropped } = tiktok.ledger.totals();
    const hours = ((collector.now() - Date.now()) / HOUR_MS).toFixed(1);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    return {
      figures: `${given.count()} events, ${requests} requests, ${dropped} copies that TikTok dropped, ${pauses} pauses, ${hours} h on the collector's clock, ${seconds} s`,
      promises: await promisesOf(given, sent, tiktok.ledger, collector),
    };
  } finally {
    await collector.stop();
    await tiktok.close();
  }
}
