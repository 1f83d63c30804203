import { setTimeout as delay } from 'node:timers/promises';
import { createDice } from '../fuzz/dice.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createKillCount, type KillCount } from './kill-count.ts';
import type { KillDatabase } from './kill-database.ts';
import { type Load, startLoad } from './kill-load.ts';
import { createKiller, type Killer } from './killer.ts';
import { createSentItems, type SentItems } from './sent-items.ts';

const PIXEL = 'C4KILL00000000000000';
const TOKEN = 'token-of-the-torture';
const SERVER_KEY = 'server-key-0123456789';
const ADMIN_TOKEN = 'admin-token-0123456789';
const SITE = 'https://shop.example';

/** After so many events all is delivered and counted: the simulated TikTok forgets what lies 500,000 events back. */
const ROUND_EVENTS = 150_000;
/** A lease of a killed relay (15 s) ends before its events go out; some of them have been sent in vain before. */
const DELIVERED_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 250;

export interface KillsOptions {
  readonly database: KillDatabase;
  readonly kills: number;
  /** How many send events at one time. */
  readonly senders: number;
  /** How often the database's own server is killed, where it has one. */
  readonly databaseKills?: number;
  /** Decides about the requests, and how long each collector lives; what then meets is up to the machine. */
  readonly seed: number;
  readonly report?: (line: string) => void;
}

/** What came of it. */
export interface KillsResult {
  readonly killed: Killer['done'];
  /** How long each start took until the collector listened, ms. */
  readonly startsMs: readonly number[];
  readonly load: Load['figures'];
  readonly counted: KillCount['sums'];
  /** Events that still waited when there was no more waiting for them. */
  readonly waiting: number;
  readonly atTikTok: ReturnType<SentItems['figures']>;
  /** Requests that the rules of the simulated TikTok do not allow. */
  readonly refused: number;
  /** Answers of the collector that nobody may get, and ends that no operator asked for. */
  readonly faults: readonly string[];
  readonly damage: string | undefined;
}

/**
 * Kills collectors with SIGKILL, one after the other, while requests come in and answers of TikTok's are lost; in the
 * end all is stopped in order, and the database is read from end to end.
 *
 * @throws where a collector does not come up again, or ends by itself
 */
export async function kills(options: KillsOptions): Promise<KillsResult> {
  const { database, seed, senders, databaseKills = 0, report = () => undefined } = options;
  const dice = createDice(seed);
  const sent = createSentItems(createDice(seed + 1));
  const { behaviourOf } = sent;
  const simulator = await startSimulator({ pixels: [{ code: PIXEL, token: TOKEN }], behaviourOf });
  const fleet = createFleet(database.collectors, environment(database.url, simulator.url));
  const killer = createKiller({ ...options, fleet, dice, databaseKills });
  const count = createKillCount(simulator.ledger);
  const load = { requests: 0, unanswered: 0, duplicates: 0 };
  const faults: string[] = [];
  let waiting = 0;

  async function round(number: number): Promise<void> {
    const prefix = `${number}_`;
    sent.loseAnswers(true);
    const current = startLoad({
      seed: seed + 1000 * number,
      senders,
      prefix,
      target: fleet.target,
      site: SITE,
      serverKey: SERVER_KEY,
    });
    while (killer.done.kills < options.kills && current.acknowledged.size < ROUND_EVENTS) await killer.next();
    await current.stop();
    sent.loseAnswers(false);
    waiting += await waitUntilDelivered(fleet);
    count.add(prefix, current.acknowledged);
    sent.forget();
    for (const name of ['requests', 'unanswered', 'duplicates'] as const) load[name] += current.figures[name];
    faults.push(...current.faults);
    const { acknowledged, counted, missing } = count.sums;
    report(
      `${killer.done.kills} kills: ${acknowledged} events answered with 2xx, ${counted} counted, ${missing} missing`,
    );
  }

  try {
    await fleet.compile();
    for (let place = 0; place < database.collectors; place++) await fleet.start(place);
    for (let number = 1; killer.done.kills < options.kills; number++) await round(number);
    for (const code of await fleet.stop()) if (code !== 0) faults.push(`an ordinary stop ended with ${code}`);
    return {
      killed: killer.done,
      startsMs: fleet.startsMs,
      load,
      counted: count.sums,
      waiting,
      atTikTok: sent.figures(),
      refused: await refusedBy(simulator.url),
      faults,
      damage: await database.findDamage(),
    };
  } finally {
    await fleet.destroy();
    await simulator.close();
  }
}

function environment(databaseUrl: string, apiUrl: string): Record<string, string> {
  return {
    TIKTOK_PIXEL_CODE: PIXEL,
    TIKTOK_ACCESS_TOKEN: TOKEN,
    TIKTOK_API_URL: apiUrl,
    PORT: '0',
    DATABASE_URL: databaseUrl,
    SITE_ORIGINS: SITE,
    SERVER_KEYS: SERVER_KEY,
    ADMIN_TOKEN,
    // All of it comes from one client.
    RATE_LIMIT_CLIENT: '0',
    RATE_LIMIT_KEY: '0',
  };
}

/** Until nothing waits, in the words of any collector, or for so long that nothing will come of it: how much is left. */
async function waitUntilDelivered(fleet: Fleet): Promise<number> {
  const giveUpAt = Date.now() + DELIVERED_WITHIN_MS;
  for (;;) {
    const left = await waitingIn(await fleet.target());
    if (left === 0 || Date.now() > giveUpAt) return left;
    await delay(LOOK_EVERY_MS);
  }
}

async function waitingIn(url: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } });
  return Number(/^clickthread_queue_events (\d+)$/m.exec(await answer.text())?.[1]);
}

async function refusedBy(simulatorUrl: string): Promise<number> {
  const answer = await fetch(`${simulatorUrl}/simulator/totals`);
  return ((await answer.json()) as { readonly refused: number }).refused;
}
