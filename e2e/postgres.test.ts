import { afterEach, expect, test } from 'vitest';
import { type CollectorProcess, startCollector } from './collector-process.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { PIXEL_CODE, type Stack, startStack } from './stack.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const EVENTS = 200;
/** Requests under way at one time. */
const SENDERS = 8;
/** Within milliseconds, but for machines that are busy with other tests. */
const SOON = { interval: 5, timeout: 20_000 };

let server: PostgresServer | undefined;
let stack: Stack | undefined;
let second: CollectorProcess | undefined;
let network: TcpProxy | undefined;
afterEach(async () => {
  await second?.kill('SIGKILL');
  await stack?.stop();
  await network?.close();
  await server?.destroy();
  stack = second = network = server = undefined;
});

test('two collectors on one Postgres, which is restarted under load: each event is counted once', {
  timeout: 60_000,
}, async () => {
  server = await startPostgres(['-c', 'fsync=off']);
  const env = { DATABASE_URL: server.url };
  stack = await startStack({ env });
  const { addresses, simulator } = stack;
  second = await startCollector({
    ...env,
    TIKTOK_PIXEL_CODE: PIXEL_CODE,
    TIKTOK_ACCESS_TOKEN: addresses.accessToken,
    TIKTOK_API_URL: addresses.simulator,
    SERVER_KEYS: addresses.serverKey,
    PORT: '0',
  });
  const collectors = [addresses.collector, second.url];
  const statuses = new Set<number>();

  /** Sends an event, in turn to either collector, until one of them has taken it. */
  async function deliver(id: string): Promise<void> {
    for (let turn = 0; ; turn++) {
      const response = await fetch(`${collectors[turn % 2]}/v1/events`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${addresses.serverKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ events: [purchase(id)] }),
      });
      statuses.add(response.status);
      if (response.status === 202) return;
    }
  }

  const ids = Array.from({ length: EVENTS }, (_, index) => `ord_${index}`);
  // Each id is sent by two senders, so that both collectors often have it at the same moment.
  const waiting = ids.flatMap((id) => [id, id]);
  const sending = Array.from({ length: SENDERS }, async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await deliver(id);
  });
  await expect.poll(() => waiting.length, SOON).toBeLessThan(EVENTS);
  await server.stop();
  await expect.poll(() => statuses.has(503), SOON).toBe(true);
  await server.start();
  await Promise.all(sending);

  const counted = () => simulator.ledger.events().map(({ event_id }) => event_id);
  // A claim whose answer was lost with the server goes out when its lease of 15 s is over.
  await expect.poll(() => new Set(counted()).size, { timeout: 25_000 }).toBe(EVENTS);
  expect(counted()).toHaveLength(EVENTS);
  expect([...statuses].sort(), 'never anything but taken or refused').toEqual([202, 503]);
});

test('a collector ends on SIGTERM also while the network to its Postgres is silent', async () => {
  server = await startPostgres(['-c', 'fsync=off']);
  network = await startTcpProxy(server.port);
  const url = new URL(server.url);
  url.port = String(network.port);
  second = await startCollector({
    DATABASE_URL: url.href,
    TIKTOK_PIXEL_CODE: PIXEL_CODE,
    TIKTOK_ACCESS_TOKEN: 'f00dfacef00dfacef00dfacef00dfacef00dface',
    PORT: '0',
  });
  network.stall();
  expect(await second.kill()).toBe(0);
  expect(second.stdout()).toMatch(/not closed within .*"stopped without closing the store/);
});

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
