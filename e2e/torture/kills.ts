import { setTimeout as delay } from 'node:timers/promises';
import { createDice } from '../fuzz/dice.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { createFleet } from './fleet.ts';
import type { KillDatabase } from './kill-database.ts';
import { startLoad } from './kill-load.ts';
import { createSentItems, type SentItems } from './sent-items.ts';

const PIXEL = 'C4KILL00000000000000';
const TOKEN = 'token-of-the-torture';
const SERVER_KEY = 'server-key-0123456789';
const ADMIN_TOKEN = 'admin-token-0123456789';
const SITE = 'https://shop.example';

/** Kills fall anywhere from the first request to a loaded commit. */
const MAX_LIFE_MS = 400;
/** One start in so many is killed itself, at any moment up to where the collector mostly listens. */
const KILLED_START_ONE_IN = 10;
const MAX_START_MS = 400;
/** After so many events all is delivered and counted: the simulated TikTok forgets what lies 500,000 events back. */
const ROUND_EVENTS = 150_000;
/** A lease of a killed relay (15 s) ends before its events go out; some of them have been sent in vain before. */
const DELIVERED_WITHIN_MS = 180_000;

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
  readonly kills: number;
  /** Those among them that met a collector that was starting. */
  readonly killedStarts: number;
  readonly databaseKills: number;
  /** How long each start took until the collector listened, ms. */
  readonly startsMs: readonly number[];
  readonly requests: number;
  readonly unanswered: number;
  /** Events answered with 2xx; answers of that kind that said "known already". */
  readonly acknowledged: number;
  readonly duplicates: number;
  /** Acknowledged and never counted at TikTok; counted at all; counted more than once. */
  readonly missing: number;
  readonly counted: number;
  readonly twice: number;
  /** Events that still waited when there was nothing left to wait for. */
  readonly waiting: number;
  readonly atTikTok: ReturnType<SentItems['figures']>;
  /** Events that the rules of the simulated TikTok do not allow. */
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
  const { database, seed, report = () => undefined } = options;
  const dice = createDice(seed);
  const sent = createSentItems(createDice(seed + 1));
  const simulator = await startSimulator({
    pixels: [{ code: PIXEL, token: TOKEN }],
    hardship: sent.hardship,
  });
  const fleet = await createFleet(database.collectors, {
    TIKTOK_PIXEL_CODE: PIXEL,
    TIKTOK_ACCESS_TOKEN: TOKEN,
    TIKTOK_API_URL: simulator.url,
    PORT: '0',
    DATABASE_URL: database.url,
    SITE_ORIGINS: SITE,
    SERVER_KEYS: SERVER_KEY,
    ADMIN_TOKEN,
    // All of it comes from one client.
    RATE_LIMIT_CLIENT: '0',
    RATE_LIMIT_KEY: '0',
  });
  const done = { kills: 0, killedStarts: 0, databaseKills: 0 };
  const sum = { requests: 0, unanswered: 0, acknowledged: 0, duplicates: 0 };
  const seen = { missing: 0, counted: 0, twice: 0, waiting: 0 };
  const faults: string[] = [];
  const databaseKills = database.server ? (options.databaseKills ?? 0) : 0;
  /** After so many kills the database's own server is killed with a collector, each time. */
  const spell = Math.ceil(options.kills / (databaseKills + 1));

  async function killOne(place: number): Promise<void> {
    await delay(dice.roll(MAX_LIFE_MS));
    done.kills += 1;
    const isServersTurn = done.kills % spell === 0 && done.databaseKills < databaseKills;
    if (isServersTurn) database.server?.crash();
    await fleet.kill(place);
    if (isServersTurn) {
      await database.server?.start();
      done.databaseKills += 1;
    }
    while (done.kills < options.kills && dice.oneIn(KILLED_START_ONE_IN)) {
      done.kills += 1;
      done.killedStarts += 1;
      await fleet.startAndKill(dice.roll(MAX_START_MS));
    }
    await fleet.start(place);
  }

  /** How many events wait, in the words of any collector. */
  async function waiting(): Promise<number> {
    const url = await fleet.target(dice);
    const answer = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } });
    return Number(/^clickthread_queue_events (\d+)$/m.exec(await answer.text())?.[1]);
  }

  async function delivered(): Promise<number> {
    const giveUpAt = Date.now() + DELIVERED_WITHIN_MS;
    for (;;) {
      const left = await waiting();
      if (left === 0 || Date.now() > giveUpAt) return left;
      await delay(250);
    }
  }

  /** All that is counted now belongs to this round: what was counted in an earlier one counts a second time. */
  function count(acknowledged: ReadonlySet<string>, prefix: string): void {
    const orders = simulator.ledger.events().map(({ properties }) => String(properties.order_id));
    const own = new Set(orders.filter((order) => order.startsWith(prefix)));
    seen.counted += orders.length;
    seen.twice += orders.length - own.size;
    seen.missing += [...acknowledged].filter((order) => !own.has(order)).length;
    sum.acknowledged += acknowledged.size;
    simulator.ledger.clear();
    sent.forget();
  }

  async function round(number: number): Promise<void> {
    const prefix = `${number}_`;
    sent.loseAnswers(true);
    const load = startLoad({
      seed: seed + 1000 * number,
      senders: options.senders,
      prefix,
      target: fleet.target,
      site: SITE,
      serverKey: SERVER_KEY,
    });
    for (let kill = 0; done.kills < options.kills && load.acknowledged.size < ROUND_EVENTS; kill++) {
      await killOne(kill % database.collectors);
    }
    await load.stop();
    sent.loseAnswers(false);
    seen.waiting = await delivered();
    count(load.acknowledged, prefix);
    sum.requests += load.figures.requests;
    sum.unanswered += load.figures.unanswered;
    sum.duplicates += load.figures.duplicates;
    faults.push(...load.faults);
    report(
      `${done.kills} of ${options.kills} kills: ${sum.acknowledged} events answered with 2xx, ${seen.counted} counted, ${seen.missing} missing`,
    );
  }

  try {
    for (let place = 0; place < database.collectors; place++) await fleet.start(place);
    for (let number = 1; done.kills < options.kills; number++) await round(number);
    const { refused } = (await (await fetch(`${simulator.url}/simulator/totals`)).json()) as {
      refused: number;
    };
    const codes = await fleet.stop();
    faults.push(...codes.filter((code) => code !== 0).map((code) => `an ordinary stop ended with ${code}`));
    const damage = await database.findDamage();
    const { startsMs } = fleet;
    return { ...done, ...sum, ...seen, startsMs, atTikTok: sent.figures(), refused, faults, damage };
  } finally {
    await fleet.destroy();
    await simulator.close();
  }
}
