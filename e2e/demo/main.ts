import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCollector } from '../collector-process.ts';
import { createShop } from '../simulator/shop/shop.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { demoPage, demoRedirect } from './demo-page.ts';
import { freePort } from './free-port.ts';
import { openInBrowser } from './open-in-browser.ts';
import { welcome } from './welcome.ts';

/** `npm run demo`: a TikTok, a shop, the real collector and the page that shows all three. */

const PIXEL_CODE = 'C4DEMO00000000000000';
const READY_WITHIN_MS = 20_000;
const SAMPLE_BUYER = { name: 'Ada Lovelace', email: 'ada@example.com', phone: '(213) 373-4253' };

/** What has been started, to be undone in the opposite order. */
const undo: (() => Promise<unknown>)[] = [];
let stopping: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait for a clean end.
    if (stopping) process.exit(1);
    stop(0);
  });
}

const starting = start();
try {
  await starting;
} catch (error) {
  // A start that was interrupted fails, too, and is no fault.
  if (!stopping) {
    process.stderr.write(`\nThe demo could not start: ${messageOf(error)}\n`);
    await stop(1);
  }
}

async function start(): Promise<void> {
  const port = await freePort(4100);
  const collectorPort = await freePort(8080);
  const collectorUrl = `http://127.0.0.1:${collectorPort}`;
  const token = randomBytes(20).toString('hex');
  const adminToken = randomBytes(12).toString('base64url');

  const simulator = await startSimulator({
    port,
    pixels: [{ code: PIXEL_CODE, token }],
    mount: [
      ...createShop({
        port: () => port,
        pixelCode: PIXEL_CODE,
        pixelOrigin: () => `http://analytics.localhost:${port}`,
        tagUrl: `http://collect.shop.localhost:${collectorPort}/tag.js`,
        sampleBuyer: SAMPLE_BUYER,
      }),
      demoPage({ simulatorUrl: `http://127.0.0.1:${port}`, collectorUrl, adminToken }),
      demoRedirect(() => port),
    ],
  });
  undo.push(() => simulator.close());

  const folder = await mkdtemp(join(tmpdir(), 'clickthread-demo-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));

  const collector = await startCollector({
    TIKTOK_PIXEL_CODE: PIXEL_CODE,
    TIKTOK_ACCESS_TOKEN: token,
    TIKTOK_API_URL: simulator.url,
    HOST: '127.0.0.1',
    PORT: String(collectorPort),
    DATABASE_URL: `sqlite:${join(folder, 'clickthread.db')}`,
    SITE_ORIGINS: `http://shop.localhost:${port}`,
    ADMIN_TOKEN: adminToken,
    TRUST_PROXY: 'loopback',
    DEFAULT_COUNTRY: 'US',
  });
  undo.push(() => collector.kill('SIGTERM'));
  await untilReady(collectorUrl, () => collector.stdout());

  const demo = `http://demo.localhost:${port}/`;
  process.stdout.write(
    welcome({
      demo,
      ad: `http://ad.localhost:${port}/`,
      shop: `http://shop.localhost:${port}/`,
      collector: collectorUrl,
      dashboard: `${collectorUrl}/dashboard`,
      adminToken,
    }),
  );
  if (process.stdout.isTTY && !process.env.CI) openInBrowser(demo);
}

async function untilReady(collectorUrl: string, output: () => string): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (Date.now() < giveUpAt && !stopping) {
    const answer = await fetch(`${collectorUrl}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(
    `the collector is not ready after ${READY_WITHIN_MS / 1000} seconds. It said:\n${output()}`,
  );
}

function stop(exitCode: number): Promise<void> {
  // What is still being started would outlive us: let it come up, then undo it with the rest.
  stopping ??= starting
    .catch(() => {})
    .then(undoAll)
    .then(() => process.exit(exitCode));
  return stopping;
}

async function undoAll(): Promise<void> {
  for (const step of undo.toReversed()) {
    await step().catch((error: unknown) => process.stderr.write(`While stopping: ${messageOf(error)}\n`));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
