import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createDeliveryMetrics } from './delivery-metrics.ts';

function measure(clock: () => number = () => 0) {
  const registry = new Registry();
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => !line.startsWith('#'));
  return { ...createDeliveryMetrics(registry, clock), lines };
}

const at = { id: 1, lease: 'x' };

it.each([
  ['40002 The item is wrong: 12345 of 67890', '40002', 'a code of TikTok’s, the first one named'],
  ['gave up after 40 hours: 40100 too many requests', '40100', 'behind our own words'],
  ['HTTP 502 without TikTok’s answer in the body', 'http 502', 'a status'],
  ['TikTok was not reached: getaddrinfo ENOTFOUND jane@example.com', 'other', 'neither'],
])('of %j the code is %s (%s)', async (reason, code) => {
  const { seeSettlements, lines } = measure();
  expect(await lines(), 'nought from the start').toContain('clickthread_events_given_up_total 0');
  seeSettlements([
    { ...at, kind: 'dead', reason, requestId: null },
    { ...at, kind: 'retry', dueAt: 1, reason },
  ]);
  expect(await lines()).toContain(`clickthread_events_dead_total{code="${code}"} 1`);
  expect(await lines()).toContain('clickthread_events_given_up_total 1');
  expect(await lines()).toContain(`clickthread_events_retried_total{code="${code}"} 1`);
});

it('counts what was delivered, and nothing for what was given back', async () => {
  const { seeSettlements, lines } = measure();
  seeSettlements([
    { ...at, kind: 'accepted', requestId: 'R1' },
    { ...at, kind: 'returned' },
    { ...at, kind: 'accepted', requestId: null },
  ]);
  expect(await lines()).toContain('clickthread_events_delivered_total 2');
  expect((await lines()).filter((line) => /dead|retried/.test(line))).toEqual([]);
});

it('measures each request to TikTok, also one that fails', async () => {
  let ms = 1000;
  const { timed, lines } = measure(() => ms);
  const track = timed(async (took: number) => {
    ms += took;
    if (took > 1000) throw new Error('reset');
    return 'answered';
  });
  expect(await track(200)).toBe('answered');
  await expect(track(3000)).rejects.toThrow('reset');
  const all = await lines();
  expect(all).toContain('clickthread_tiktok_request_duration_seconds_bucket{le="0.25"} 1');
  expect(all).toContain('clickthread_tiktok_request_duration_seconds_bucket{le="4"} 2');
  expect(all).toContain('clickthread_tiktok_request_duration_seconds_sum 3.2');
});
