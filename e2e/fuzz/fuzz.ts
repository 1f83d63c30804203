import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startCollector } from '../collector-process.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { createDice } from './dice.ts';
import { ADMIN_TOKEN, GOOD_REQUESTS, SERVER_KEY, SITE } from './good-requests.ts';
import { mutateRequest } from './mutate-request.ts';
import { sendRaw } from './send-raw.ts';

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  readonly report?: (line: string) => void;
}

export interface FuzzResult {
  /** How often each status was answered; "none" where the server hung up without a word. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests that were answered as nothing may be, with the number that makes them again. */
  readonly faults: readonly string[];
  /** How long the event loop was held up at the most, ms. */
  readonly maxLagMs: number;
  /** Bytes of memory after the first half, when caches are filled, and at the end. */
  readonly memory: readonly [half: number, end: number];
  /** Events that the collector sent and the simulated TikTok refused. */
  readonly refused: number;
  readonly exitCode: number | null;
}

const PIXEL = 'C4FUZZ00000000000000';
const CONNECTIONS = 24;
const ROUND = 1000;

/** Sends mutated requests to a real collector in a process of its own, and watches it. */
export async function fuzz({ requests, seed, report = () => undefined }: FuzzOptions): Promise<FuzzResult> {
  const folder = await mkdtemp(join(tmpdir(), 'clickthread-fuzz-'));
  const simulator = await startSimulator({ pixels: [{ code: PIXEL, token: 'token-of-the-fuzz' }] });
  const collector = await startCollector({
    TIKTOK_PIXEL_CODE: PIXEL,
    TIKTOK_ACCESS_TOKEN: 'token-of-the-fuzz',
    TIKTOK_API_URL: simulator.url,
    PORT: '0',
    DATABASE_URL: `sqlite:${join(folder, 'fuzz.db')}`,
    SITE_ORIGINS: SITE,
    SERVER_KEYS: SERVER_KEY,
    ADMIN_TOKEN,
    TRUST_PROXY: 'loopback',
    // All of it comes from one client, and each request is to get through to what it is meant for.
    RATE_LIMIT_CLIENT: '1000000000',
    RATE_LIMIT_KEY: '1000000000',
    NODE_OPTIONS: `--import=${new URL('watch-event-loop.ts', import.meta.url).href}`,
  });
  const statuses: Record<string, number> = {};
  const faults: string[] = [];

  async function sendOne(index: number): Promise<void> {
    const dice = createDice(seed + index);
    const request = mutateRequest(dice.pick(GOOD_REQUESTS), dice);
    try {
      const answered = await sendRaw(collector.port, request);
      const names = answered.length > 0 ? answered.map(String) : ['none'];
      for (const name of names) statuses[name] = (statuses[name] ?? 0) + 1;
      if (answered.some((status) => status >= 500 && status !== 503)) {
        faults.push(`seed ${seed + index}: answered with ${answered.join(', ')}`);
      }
    } catch (error) {
      faults.push(`seed ${seed + index}: ${error instanceof Error ? error.message : error}`);
    }
  }

  async function memory(): Promise<number> {
    const answer = await fetch(`${collector.url}/metrics`, {
      headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    return Number(/^process_resident_memory_bytes (\S+)$/m.exec(await answer.text())?.[1]);
  }

  /** How late the event loop was at the most since this was asked the last time, ms. */
  async function lateness(): Promise<number> {
    const told = () => [...collector.stdout().matchAll(/"eventLoopLateMs":([\d.]+)/g)];
    const before = told().length;
    process.kill(collector.pid, 'SIGUSR2');
    while (told().length === before) await delay(5);
    return Number(told().at(-1)?.[1]);
  }

  try {
    // What the start took is no request's doing.
    await lateness();
    let maxLagMs = 0;
    let half = await memory();
    let end = half;
    for (let from = 0; from < requests && faults.length < 20; from += ROUND) {
      const to = Math.min(requests, from + ROUND);
      let next = from;
      const sendAll = async () => {
        while (next < to) await sendOne(next++);
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, sendAll));
      const lagMs = await lateness();
      maxLagMs = Math.max(maxLagMs, lagMs);
      end = await memory();
      if (to <= Math.max(ROUND, requests / 2)) half = end;
      report(
        `${to} of ${requests}: ${Math.round(end / 1e6)} MB, event loop ${Math.round(lagMs)} ms late at most, ${faults.length} fault(s)`,
      );
    }
    const totals = (await (await fetch(`${simulator.url}/simulator/totals`)).json()) as { refused: number };
    const exitCode = await collector.kill();
    return { statuses, faults, maxLagMs, memory: [half, end], refused: totals.refused, exitCode };
  } finally {
    await collector.kill('SIGKILL');
    await simulator.close();
    await rm(folder, { recursive: true });
  }
}
