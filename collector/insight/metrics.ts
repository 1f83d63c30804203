import { collectDefaultMetrics, Registry } from 'prom-client';
import type { EventStore } from '../store/store.ts';
import { createDeliveryMetrics, type DeliveryMetrics } from './delivery-metrics.ts';
import { createIngestMetrics, type IngestMetrics } from './ingest-metrics.ts';
import { createRequestMetrics, type RequestMetrics } from './request-metrics.ts';
import { createStoreMetrics, type StoreMetrics } from './store-metrics.ts';

/** All that is measured; `monitoring/` says what to do with it. */
export interface Metrics
  extends IngestMetrics,
    RequestMetrics,
    DeliveryMetrics,
    Pick<StoreMetrics, 'watched'> {
  readonly contentType: string;
  /** The answer to a scrape: it is given also while the store fails. */
  readonly scrape: (store: Pick<EventStore, 'queue'>) => Promise<string>;
}

/**
 * Makes every measure, and those of the process itself (memory, event loop, descriptors).
 *
 * @param clock ms, on a clock that never jumps
 */
export function createMetrics(clock: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { watched, look } = createStoreMetrics(registry);
  return {
    ...createIngestMetrics(registry),
    ...createRequestMetrics(registry),
    ...createDeliveryMetrics(registry, clock),
    watched,
    contentType: registry.contentType,
    async scrape(store) {
      await look(store);
      return registry.metrics();
    },
  };
}
