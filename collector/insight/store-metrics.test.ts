import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { EventStore } from '../store/store.ts';
import { createStoreMetrics } from './store-metrics.ts';

function measure() {
  const registry = new Registry();
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => !line.startsWith('#'));
  return { ...createStoreMetrics(registry), lines };
}

it('counts what fails by its operation, from nought, and hides no error', async () => {
  const { watched, lines } = measure();
  expect(await lines()).toContain('clickthread_store_errors_total{operation="append"} 0');
  const store = watched({
    append: () => Promise.reject(new Error('full')),
    claim: async () => [],
    renew: async () => [],
  } as unknown as EventStore);
  await expect(store.append({ events: [], sightings: [] })).rejects.toThrow('full');
  await expect(store.claim(1, 1)).resolves.toEqual([]);
  expect(await lines()).toContain('clickthread_store_errors_total{operation="append"} 1');
  expect(await lines()).toContain('clickthread_store_errors_total{operation="claim"} 0');
});

it('says what waits, and says nothing of it while the store does not answer', async () => {
  const { look, lines } = measure();
  await look({ queue: async () => ({ events: 3, bytes: 2000, oldestMs: 1500 }) });
  expect(await lines()).toEqual(
    expect.arrayContaining([
      'clickthread_queue_events 3',
      'clickthread_queue_oldest_age_seconds 1.5',
      'clickthread_queue_bytes 2000',
    ]),
  );
  await look({ queue: () => Promise.reject(new Error('gone')) });
  expect(await lines()).toContain('clickthread_queue_events Nan');
});
