import { Counter, Gauge, type Registry } from 'prom-client';
import type { EventStore } from '../store/store.ts';

/** What the collector cannot do without; that people could not look on is no error of the store. */
const WATCHED = ['append', 'recall', 'claim', 'renew', 'settle', 'sweep', 'check'] as const;

export interface StoreMetrics {
  /** Counts what fails in a store; it works as it did. */
  readonly watched: (store: EventStore) => EventStore;
  /** Brings the gauges of the queue up to date; where the store does not answer, they say nothing. */
  readonly look: (store: Pick<EventStore, 'queue'>) => Promise<void>;
}

/** Makes the measures of the store: its errors, and what waits in it. */
export function createStoreMetrics(registry: Registry): StoreMetrics {
  const registers = [registry];
  const errors = new Counter({
    name: 'clickthread_store_errors_total',
    help: 'Operations of the store that failed, by operation; a failed one was not acknowledged.',
    labelNames: ['operation'],
    registers,
  });
  // A counter that appears with its first error has no rate to alert on.
  for (const operation of WATCHED) errors.inc({ operation }, 0);
  const waiting = new Gauge({
    name: 'clickthread_queue_events',
    help: 'Events that wait for delivery.',
    registers,
  });
  const bytes = new Gauge({
    name: 'clickthread_queue_bytes',
    help: 'Bytes of their bodies; where many wait, an estimate from the newest ones.',
    registers,
  });
  const age = new Gauge({
    name: 'clickthread_queue_oldest_age_seconds',
    help: 'How long the oldest of them has waited; 0 where none waits.',
    registers,
  });

  function counted<Args extends unknown[], Result>(
    operation: (typeof WATCHED)[number],
    run: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    return async (...args) => {
      try {
        return await run(...args);
      } catch (error) {
        errors.inc({ operation });
        throw error;
      }
    };
  }

  return {
    watched: (store) => ({
      ...store,
      append: counted('append', store.append),
      recall: counted('recall', store.recall),
      claim: counted('claim', store.claim),
      renew: counted('renew', store.renew),
      settle: counted('settle', store.settle),
      sweep: counted('sweep', store.sweep),
      check: counted('check', store.check),
    }),
    async look(store) {
      const queue = await store.queue().catch(() => undefined);
      waiting.set(queue?.events ?? Number.NaN);
      bytes.set(queue?.bytes ?? Number.NaN);
      age.set(queue ? queue.oldestMs / 1000 : Number.NaN);
    },
  };
}
