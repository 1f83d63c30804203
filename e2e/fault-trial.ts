import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type CollectorProcess, type StartOptions, startCollector } from './collector-process.ts';
import { type Simulator, startSimulator } from './simulator/simulator.ts';

const PIXEL = 'C4TEST00000000000000';
const TOKEN = 'token-of-the-test';
export const KEY = 'server-key-5b1d0c9e77';
export const ADMIN = 'admin-token-2f8e6a4431';
export const SITE = 'https://shop.example';
export const EACH = { timeout: 20_000, interval: 20 };

type Settings = Readonly<Record<string, string>>;

/** A real collector and a simulated TikTok, one of which is about to fail, and what is expected of the collector then. */
export interface FaultTrial {
  readonly simulator: Simulator;
  /** In a folder of its own, which is not there yet. */
  newFile(): string;
  start(file: string, settings?: Settings, options?: StartOptions): Promise<CollectorProcess>;
  /** Posts a new event of at least this length; its id joins those acknowledged where the answer says so. */
  post(collector: CollectorProcess, acknowledged: string[], length?: number): Promise<Response>;
  expectRefused(collector: CollectorProcess, acknowledged: string[]): Promise<void>;
  expectRecovered(collector: CollectorProcess, acknowledged: string[]): Promise<void>;
  expectDelivered(ids: readonly string[]): Promise<void>;
  /** That its log says this, which comes by a way of its own, and maybe after an answer. */
  expectTold(collector: CollectorProcess, what: RegExp): Promise<void>;
  /** Ends what was started; TikTok behaves again. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function startFaultTrial(): Promise<FaultTrial> {
  const folder = mkdtempSync(join(tmpdir(), 'clickthread-faults-'));
  const simulator = await startSimulator({ pixels: [{ code: PIXEL, token: TOKEN }] });
  const started: CollectorProcess[] = [];
  let lastFile = 0;
  let lastId = 0;

  async function post({ url }: CollectorProcess, acknowledged: string[], length = 10): Promise<Response> {
    const id = `fault-${++lastId}`;
    const event = {
      event: 'Purchase',
      event_id: id,
      page: { url: SITE },
      user: { user_agent: 'Mozilla/5.0' },
      properties: { description: 'x'.repeat(length) },
    };
    const answer = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ events: [event] }),
    });
    if (answer.status === 202) acknowledged.push(id);
    return answer;
  }

  async function expectDelivered(ids: readonly string[]): Promise<void> {
    const counted = () => new Set(simulator.ledger.events().map(({ event_id }) => event_id));
    await vi.waitFor(() => expect(ids.filter((id) => !counted().has(id))).toEqual([]), EACH);
  }

  async function reset(): Promise<void> {
    await Promise.all(started.splice(0).map((each) => each.kill('SIGKILL')));
    simulator.setBehaviour({});
  }

  return {
    simulator,
    newFile: () => join(folder, `${++lastFile}`, 'clickthread.db'),
    async start(file, settings = {}, options = {}) {
      const collector = await startCollector(settingsOf(file, simulator.url, settings), options);
      started.push(collector);
      return collector;
    },
    post,
    async expectRefused(collector, acknowledged) {
      const answer = await post(collector, acknowledged);
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await readiness(collector)).toBe(503);
      expect((await fetch(`${collector.url}/health/live`)).status).toBe(200);
    },
    async expectRecovered(collector, acknowledged) {
      await vi.waitFor(async () => expect((await post(collector, acknowledged)).status).toBe(202), EACH);
      await vi.waitFor(async () => expect(await readiness(collector)).toBe(200), EACH);
      await expectTold(
        collector,
        /"msg":"the store takes nothing.*[\s\S]*"msg":"the store takes events again"/,
      );
      await expectDelivered(acknowledged);
    },
    expectDelivered,
    expectTold,
    reset,
    async close() {
      await reset();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function expectTold(collector: CollectorProcess, what: RegExp): Promise<void> {
  await vi.waitFor(() => expect(collector.stdout()).toMatch(what), EACH);
}

const settingsOf = (file: string, tiktok: string, settings: Settings) => ({
  TIKTOK_PIXEL_CODE: PIXEL,
  TIKTOK_ACCESS_TOKEN: TOKEN,
  TIKTOK_API_URL: tiktok,
  PORT: '0',
  DATABASE_URL: `sqlite:${file}`,
  SERVER_KEYS: KEY,
  ADMIN_TOKEN: ADMIN,
  SITE_ORIGINS: SITE,
  ...settings,
});

const readiness = async ({ url }: CollectorProcess) => (await fetch(`${url}/health/ready`)).status;
