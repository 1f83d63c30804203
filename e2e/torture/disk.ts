import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CollectorProcess, startCollector } from '../collector-process.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { type SmallDisk, smallDisk } from '../small-disk.ts';
import type { Promised } from './promised.ts';

const PIXEL = 'C4TEST00000000000000';
const TOKEN = 'access-token-7f3a9c51e2';
const KEY = 'server-key-5b1d0c9e77';
const ROUNDS = 40;
const SENDERS = 8;
/** All that the load stores is half of it at most: only what is put beside it fills the disk. */
const MEGABYTES = 192;
/** Anywhere from an idle disk to one that is busy. */
const MAX_BEFORE_MS = 300;
const RECOVERED_WITHIN_MS = 10_000;
/** What a killed relay held waits for the end of its lease, 15 s. */
const DELIVERED_WITHIN_MS = 40_000;

/** What the senders have seen. */
interface Seen {
  readonly acknowledged: Set<string>;
  readonly statuses: Map<string, number>;
  last202: number;
  last503: number;
}

/** A small disk is filled by somebody else at random moments under load, and the collector killed on it now and then. */
export async function disk(): Promise<Promised[]> {
  const folder = mkdtempSync(join(tmpdir(), 'clickthread-disk-'));
  const small = smallDisk(folder, { megabytes: MEGABYTES });
  if (!small) return [{ what: 'this system grants no disk of its own to a process', isKept: false }];
  const simulator = await startSimulator({ pixels: [{ code: PIXEL, token: TOKEN }] });
  const holder = await hold(small);
  try {
    return await fillAgainAndAgain(small, holder, simulator);
  } finally {
    holder.kill('SIGKILL');
    await simulator.close();
    rmSync(folder, { recursive: true });
  }
}

/** The disk is there as long as this process is. */
async function hold({ command: [program = '', ...args] }: SmallDisk): Promise<ChildProcess> {
  const holder = spawn(program, [...args, 'sleep', '3600'], { stdio: 'ignore' });
  while (!readFileSync(`/proc/${holder.pid}/cmdline`, 'latin1').startsWith('sleep')) await delay(5);
  return holder;
}

async function fillAgainAndAgain(
  small: SmallDisk,
  holder: ChildProcess,
  simulator: Simulator,
): Promise<Promised[]> {
  const pid = holder.pid as number;
  const ballast = join(small.seenFromOutside(pid), 'ballast');
  const settings = {
    TIKTOK_PIXEL_CODE: PIXEL,
    TIKTOK_ACCESS_TOKEN: TOKEN,
    TIKTOK_API_URL: simulator.url,
    PORT: '0',
    DATABASE_URL: `sqlite:${join(small.path, 'clickthread.db')}`,
    SERVER_KEYS: KEY,
    RATE_LIMIT_KEY: '0',
  };
  const start = () => startCollector(settings, { before: small.besides(pid) });
  const seen: Seen = { acknowledged: new Set(), statuses: new Map(), last202: 0, last503: 0 };
  let collector: CollectorProcess | undefined = await start();
  const load = { isOver: false, url: () => collector?.url };
  const senders = Array.from({ length: SENDERS }, (_, sender) => sendUntilOver(`${sender}`, load, seen));
  const counts = { full: 0, kills: 0, startsRefused: 0 };
  let slowestMs = 0;

  try {
    for (let round = 0; round < ROUNDS; round++) {
      // Random moments are what is tested: no condition to wait for.
      await delay(Math.random() * MAX_BEFORE_MS);
      fill(ballast);
      const filled = performance.now();
      if (await until(() => seen.last503 > filled, 1000)) counts.full++;
      if (round % 2 === 1) {
        await collector?.kill('SIGKILL');
        counts.kills++;
        collector = await start().catch(() => undefined);
        if (!collector) counts.startsRefused++;
      }
      rmSync(ballast);
      const freed = performance.now();
      collector ??= await start();
      if (!(await until(() => seen.last202 > freed, RECOVERED_WITHIN_MS)))
        slowestMs = Number.POSITIVE_INFINITY;
      slowestMs = Math.max(slowestMs, seen.last202 - freed);
    }
    load.isOver = true;
    await Promise.all(senders);

    const missing = () => {
      const orders = new Set(ordersAt(simulator));
      return [...seen.acknowledged].filter((id) => !orders.has(id)).length;
    };
    await until(() => missing() === 0, DELIVERED_WITHIN_MS);
    return verdict({ seen, ...counts, slowestMs, missing: missing(), orders: ordersAt(simulator) });
  } finally {
    load.isOver = true;
    await collector?.kill();
  }
}

/** By the order: an event under another id would count again, and look like another one. */
const ordersAt = ({ ledger }: Simulator) => ledger.events().map(({ properties }) => properties.order_id);

interface Trial {
  readonly seen: Seen;
  readonly full: number;
  readonly kills: number;
  readonly startsRefused: number;
  readonly slowestMs: number;
  readonly missing: number;
  readonly orders: readonly unknown[];
}

function verdict({ seen, full, kills, startsRefused, slowestMs, missing, orders }: Trial): Promised[] {
  const twice = orders.length - new Set(orders).size;
  const answers = [...seen.statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
  return [
    {
      what: `${full} times of ${ROUNDS} the disk was full, with ${kills} kill -9 and ${startsRefused} starts refused on it: ${seen.acknowledged.size} acknowledged, ${missing} of them not delivered`,
      isKept: missing === 0 && full > ROUNDS / 2,
    },
    { what: `${twice} counted twice`, isKept: twice === 0 },
    {
      what: `answers: ${answers}`,
      isKept: [...seen.statuses.keys()].every((status) => ['202', '503', 'none'].includes(status)),
    },
    {
      what: `took events again ${Math.round(slowestMs)} ms after there was room, at the most`,
      isKept: slowestMs < RECOVERED_WITHIN_MS,
    },
  ];
}

/** Takes all the room that is left. */
function fill(ballast: string): void {
  const file = openSync(ballast, 'w');
  const chunk = Buffer.alloc(64 * 1024);
  try {
    for (;;) writeSync(file, chunk);
  } catch {
    // ENOSPC: it is full.
  } finally {
    closeSync(file);
  }
}

async function until(isTrue: () => boolean, withinMs: number): Promise<boolean> {
  for (const late = performance.now() + withinMs; performance.now() < late; await delay(5)) {
    if (isTrue()) return true;
  }
  return isTrue();
}

async function sendUntilOver(
  name: string,
  load: { readonly isOver: boolean; url(): string | undefined },
  seen: Seen,
): Promise<void> {
  for (let count = 0; !load.isOver; count++) {
    const id = `disk_${name}_${count}`;
    const status = await post(load.url(), id).catch(() => 'none');
    seen.statuses.set(status, (seen.statuses.get(status) ?? 0) + 1);
    if (status === '202') {
      seen.acknowledged.add(id);
      seen.last202 = performance.now();
    } else {
      if (status === '503') seen.last503 = performance.now();
      await delay(5);
    }
  }
}

async function post(url: string | undefined, id: string): Promise<string> {
  if (!url) return 'none';
  const properties = { order_id: id, value: 12.5, currency: 'USD' };
  const event = { event: 'Purchase', event_id: id, user: { user_agent: 'Mozilla/5.0' }, properties };
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ events: [{ ...event, page: { url: 'https://shop.example/' } }] }),
  });
  await response.arrayBuffer();
  const isWhole = response.status !== 503 || Number(response.headers.get('retry-after')) > 0;
  return isWhole ? `${response.status}` : '503 without Retry-After';
}
