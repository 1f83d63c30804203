import { createFaultNews } from '../store/fault-news.ts';
import type { EventStore } from '../store/store.ts';

export interface StoreStateDeps {
  /** ms */
  readonly now: () => number;
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/**
 * Tells people when the store begins to fail, with what is wrong and what to do, and when it works again: two lines,
 * where each refused request would be worth one.
 *
 * @returns the store, working as it did; and whether an error was told here
 */
export function tellStoreState(
  store: EventStore,
  { now, log }: StoreStateDeps,
): { store: EventStore; isTold: (error: unknown) => boolean } {
  const told = new WeakSet<object>();
  const news = createFaultNews(now);
  let failingSince: number | undefined;

  function fails(error: unknown): void {
    if (typeof error === 'object' && error) told.add(error);
    const message = error instanceof Error ? error.message : String(error);
    failingSince ??= now();
    if (!news.isNew(message)) return;
    log.error(
      { error: message },
      'the store takes nothing: requests with events are answered with 503, and nothing is acknowledged',
    );
  }

  function works(): void {
    if (failingSince === undefined) return;
    log.info({ failedForMs: now() - failingSince }, 'the store takes events again');
    failingSince = undefined;
    news.forget();
  }

  function watched<Args extends unknown[], Result>(
    run: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    return async (...args) => {
      try {
        const result = await run(...args);
        works();
        return result;
      } catch (error) {
        fails(error);
        throw error;
      }
    };
  }

  return {
    // These two alone prove that a write reaches the disk.
    store: { ...store, append: watched(store.append), check: watched(store.check) },
    isTold: (error) => typeof error === 'object' && error !== null && told.has(error),
  };
}
