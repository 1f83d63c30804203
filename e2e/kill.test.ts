import { afterEach, expect, test } from 'vitest';
import { PIXEL_CODE, type Stack, startStack } from './stack.ts';

const KILLS = 30;
const SENDERS = 8;
/** Kills fall anywhere from the first request to a loaded commit. */
const MAX_LIFE_MS = 400;
/** A lease of a killed relay (15 s) must end before its events go out. */
const DELIVERED_WITHIN_MS = 40_000;

let stack: Stack | undefined;
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

test(`${KILLS} kill -9 at random moments: what was answered with 2xx is delivered, once`, {
  timeout: 180_000,
}, async () => {
  stack = await startStack();
  const acknowledged = new Set<string>();

  for (let kill = 0; kill < KILLS; kill++) {
    if (kill > 0) await stack.restartCollector();
    const collector = stack.collector();
    const life = { over: false };
    const senders = Array.from({ length: SENDERS }, (_, sender) =>
      sendUntilOver(`${kill}_${sender}`, stack as Stack, acknowledged, life),
    );
    // Killed after a random number of ms, which is what is tested: no condition to wait for.
    setTimeout(() => void collector.kill('SIGKILL'), Math.random() * MAX_LIFE_MS);
    await collector.exited();
    life.over = true;
    await Promise.all(senders);
  }

  await stack.restartCollector();
  const { ledger } = stack.simulator;
  await expect
    .poll(() => missing(acknowledged, ledger.events()), { timeout: DELIVERED_WITHIN_MS, interval: 200 })
    .toEqual([]);

  const counted = ledger.events().map(({ event_id }) => event_id);
  expect(new Set(counted).size, 'no event is counted twice').toBe(counted.length);
  expect(acknowledged.size, 'the load was real').toBeGreaterThan(KILLS * SENDERS);
});

function missing(
  acknowledged: ReadonlySet<string>,
  counted: readonly { event_id: string | undefined }[],
): string[] {
  const ids = new Set(counted.map(({ event_id }) => event_id));
  return [...acknowledged].filter((id) => !ids.has(id));
}

async function sendUntilOver(
  name: string,
  { addresses }: Stack,
  acknowledged: Set<string>,
  life: { readonly over: boolean },
): Promise<void> {
  for (let count = 0; !life.over; count++) {
    const id = `kill_${name}_${count}`;
    try {
      const response = await fetch(`${addresses.collector}/v1/events`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${addresses.serverKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ events: [purchase(id)] }),
      });
      if (response.status === 202) acknowledged.add(id);
    } catch {
      // The answer is lost with the process: the event may be stored or not, and was promised to nobody.
    }
  }
}

function purchase(id: string): object {
  return {
    event: 'Purchase',
    event_id: id,
    pixel: PIXEL_CODE,
    user: { email: 'ALICE_abc@gmail.com' },
    properties: { value: 12.5, currency: 'USD' },
    page: { url: 'https://shop.example/thank-you' },
  };
}
