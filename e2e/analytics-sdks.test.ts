import Rudder from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Fault, type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
import { type Stack, startStack } from './stack.ts';
import { received } from './tiktok.ts';

/** The stock SDKs against the real collector: only the host and the key are ours. */

const BATCH = 100;

interface Call {
  readonly userId: string;
  readonly properties: Record<string, string | number>;
  readonly context: { page: { url: string }; traits: { email: string }; userAgent: string };
}

/** What a server says with each SDK. */
interface Sender {
  track(call: Omit<Call, 'context'> & { readonly event: string; readonly context: object }): void;
  page(call: Call): void;
  /** Resolves when nothing waits any more. */
  close(): Promise<void>;
}

type StartSender = (host: string, key: string, onError: (error: unknown) => void) => Sender;

const startSegment: StartSender = (host, writeKey, onError) => {
  const analytics = new Analytics({ host, writeKey, flushAt: BATCH, flushInterval: 50 });
  analytics.on('error', onError);
  return {
    track: (call) => analytics.track(call),
    page: (call) => analytics.page(call),
    close: () => analytics.closeAndFlush(),
  };
};

const startRudder: StartSender = (dataPlaneUrl, writeKey, onError) => {
  const analytics = new Rudder(writeKey, {
    dataPlaneUrl,
    flushAt: BATCH,
    flushInterval: 50,
    logLevel: 'none',
    errorHandler: onError,
  });
  return {
    track: (call) => analytics.track({ ...call, context: { ...call.context } }),
    page: (call) => analytics.page(call),
    close: async () => {
      // It sends one batch at a time, and the first call alone.
      for (let batch = 0; batch < 4; batch++) await analytics.flush();
    },
  };
};

let stack: Stack;
let proxy: FaultyProxy | undefined;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});
afterAll(() => stack.stop());

const call = (properties: Call['properties'], url = 'https://shop.example/thank-you'): Call => ({
  userId: 'customer-7',
  properties,
  context: {
    page: { url },
    traits: { email: 'jane@shop.example' },
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  },
});

const purchase = (orderId: string) => ({
  event: 'Order Completed',
  ...call({ order_id: orderId, revenue: 64, currency: 'USD' }),
});

describe.each([
  { sdk: 'Segment', start: startSegment, encoding: undefined },
  { sdk: 'RudderStack', start: startRudder, encoding: 'gzip' },
])('the SDK of $sdk', ({ sdk, start, encoding }) => {
  const errors: unknown[] = [];

  async function sender(faults: readonly Fault[]) {
    errors.length = 0;
    proxy = await startFaultyProxy(stack.collector().port, faults);
    const { serverKey } = stack.addresses;
    return start(proxy.url, serverKey, (error) => errors.push(error));
  }

  const delivered = async (prefix: string) =>
    (await received(stack)).map(({ event_id }) => event_id).filter((id) => id.startsWith(prefix));
  const ids = (name: string) => Array.from({ length: BATCH }, (_, index) => `${sdk}_${name}_${index}`);

  test('delivers a track, a page and a batch of a hundred', async () => {
    const analytics = await sender([]);
    analytics.track(purchase(`${sdk}_1`));
    analytics.page(call({}, `https://shop.example/${sdk}`));
    const orders = ids('plain');
    for (const order of orders) analytics.track(purchase(order));
    await analytics.close();
    expect(errors).toEqual([]);

    await expect.poll(() => delivered(`ord_${sdk}_plain_`), { timeout: 15_000 }).toHaveLength(BATCH);
    expect((await delivered(`ord_${sdk}_plain_`)).sort()).toEqual(orders.map((id) => `ord_${id}`).sort());

    const items = await received(stack);
    // SHA-256 of "jane@shop.example" and of "customer-7", by sha256sum.
    expect(items.find(({ event_id }) => event_id === `ord_${sdk}_1`)).toMatchObject({
      event: 'Purchase',
      user: {
        email: ['8911f29841d783b75058ae550fa169b290686b5e0c51aab805c85b885a963700'],
        external_id: ['acade5fe58d0b5a805a02b8b3a546d8edd170eb78b8ec7b2cbfe0b9ebef2e6e1'],
        user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
      },
      properties: { order_id: `${sdk}_1`, value: 64, currency: 'USD' },
      page: { url: 'https://shop.example/thank-you' },
    });
    const views = items.filter(({ event }) => event === 'Pageview');
    expect(views.filter(({ page }) => JSON.stringify(page).includes(sdk))).toHaveLength(1);
    for (const each of proxy?.exchanges ?? []) {
      expect(each).toMatchObject({
        path: '/v1/batch',
        encoding,
        status: 200,
        answer: { success: true, rejected: [] },
      });
    }
  });

  test('sends again what was answered with 503, reset, or lost its answer, and all of it counts once', async () => {
    const faults: Fault[] = ['unavailable', 'reset', 'answer lost'];
    const analytics = await sender(faults);
    const orders = ids('faulty');
    for (const order of orders) analytics.track(purchase(order));
    await analytics.close();
    expect(errors).toEqual([]);
    expect(proxy?.exchanges.slice(0, 3).map(({ fault }) => fault)).toEqual(faults);
    const accepted = proxy?.exchanges.map(({ answer }) => answer?.accepted ?? 0) ?? [];
    expect(
      accepted.reduce((sum, each) => sum + each, 0),
      'stored once, however often sent',
    ).toBe(BATCH);

    await expect.poll(() => delivered(`ord_${sdk}_faulty_`), { timeout: 15_000 }).toHaveLength(BATCH);
    expect((await delivered(`ord_${sdk}_faulty_`)).sort()).toEqual(orders.map((id) => `ord_${id}`).sort());
  });

  test.each([
    { status: 401, key: 'not-the-key-of-anybody', order: purchase(`${sdk}_refused`), reason: 'a wrong key' },
    { status: 422, key: undefined, order: { ...purchase(`${sdk}_refused`), context: {} }, reason: 'no page' },
  ])(
    'tells its caller of a refusal, and does not ask again: $status, $reason',
    async ({ status, key, order }) => {
      errors.length = 0;
      proxy = await startFaultyProxy(stack.collector().port, []);
      const analytics = start(proxy.url, key ?? stack.addresses.serverKey, (error) => errors.push(error));
      analytics.track(order);
      await analytics.close();
      expect(errors).toHaveLength(1);
      expect(proxy.exchanges).toMatchObject([{ status }]);
    },
  );
});
