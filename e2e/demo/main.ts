import { parseArgs } from 'node:util';
import { SHOP_FAULTS, type ShopFault } from '../simulator/shop/shop-options.ts';
import { type Stack, startStack } from '../stack.ts';
import { demoPage, demoRedirect } from './demo-page.ts';
import { freePort } from './free-port.ts';
import { openInBrowser } from './open-in-browser.ts';
import { welcome } from './welcome.ts';

/** `npm run demo`: a TikTok, a shop, the real collector and the page that shows all three. */

const READY_WITHIN_MS = 10_000;
const TWICE_IS_HURRY_MS = 1000;
const SAMPLE_BUYER = { name: 'Ada Lovelace', email: 'ada@example.com', phone: '(213) 373-4253' };
/** The collector keeps no address of the own machine, so the demo's shopper comes from one kept for examples. */
const SHOPPER_IP = '203.0.113.7';

let stopping: Promise<void> | undefined;
let stopAskedAt = Number.POSITIVE_INFINITY;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait for a clean end; npm passes one Ctrl-C on as a second one.
    if (Date.now() - stopAskedAt > TWICE_IS_HURRY_MS) process.exit(1);
    stopAskedAt = Math.min(stopAskedAt, Date.now());
    stop(0);
  });
}

const starting = start();
try {
  const stack = await starting;
  await untilReady(stack);
  if (!stopping) showWhereItIs(stack);
} catch (error) {
  process.stderr.write(`\nThe demo could not start: ${messageOf(error)}\n`);
  await stop(1);
}

async function start(): Promise<Stack> {
  const fault = wantedFault();
  const port = await freePort(4100);
  return startStack({
    port,
    fault,
    collectorPort: await freePort(8080),
    sampleBuyer: SAMPLE_BUYER,
    visitorIp: SHOPPER_IP,
    mount: ({ simulator, collector, adminToken }) => [
      demoPage({ simulatorUrl: simulator, collectorUrl: collector, adminToken }),
      demoRedirect(port),
    ],
  });
}

/** `npm run demo -- --fault no-tag` starts a shop with that fault, for the smoke test to find. */
function wantedFault(): ShopFault | undefined {
  const { values } = parseArgs({ options: { fault: { type: 'string' } } });
  const fault = SHOP_FAULTS.find((known) => known === values.fault);
  if (values.fault !== undefined && !fault) {
    throw new Error(`--fault ${values.fault} is not known; there are ${SHOP_FAULTS.join(', ')}`);
  }
  return fault;
}

async function untilReady({ addresses, collector }: Stack): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (Date.now() < giveUpAt && !stopping) {
    const answer = await fetch(`${addresses.collector}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (!stopping) throw new Error(`the collector does not get ready. It said:\n${collector().stdout()}`);
}

function showWhereItIs({ addresses, simulator }: Stack): void {
  const demo = `http://demo.localhost:${simulator.port}`;
  process.stdout.write(welcome({ demo, ...addresses }));
  if (process.stdout.isTTY && !process.env.CI) openInBrowser(demo);
}

function stop(exitCode: number): Promise<void> {
  // What is still being started would outlive us: let it come up, then stop it.
  stopping ??= starting
    .then((stack) => stack.stop())
    .catch(() => {})
    .then(() => process.exit(exitCode));
  return stopping;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
