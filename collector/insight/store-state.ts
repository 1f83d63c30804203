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
 * where each refused request would be worth one. Of other operations that fail it tells once a minute.
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

  /** Marks an error as told, and says what it is. */
  function messageOf(error: unknown): string {
    if (typeof error === 'object' && error) told.add(error);
    return error instanceof Error ? error.message : String(error);
  }

  function fails(error: unknown): void {
    const message = messageOf(error);
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

  /** Whether the store takes events is not for these to say: each fails, and is well again, by itself. */
  function asked<Args extends unknown[], Result>(
    operation: 'recall' | 'recent' | 'replay',
    run: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    const news = createFaultNews(now);
    return async (...args) => {
      try {
        return await run(...args);
      } catch (error) {
        const message = messageOf(error);
        if (news.isNew(message)) {
          log.error(
            { operation, error: message },
            'the store did not answer: requests that need it for this get 503',
          );
        }
        throw error;
      }
    };
  }

  return {
    store: {
      ...store,
      // These two alone prove that a write reaches the disk.
      append: watched(store.append),
      check: watched(store.check),
      recall: asked('recall', store.recall),
      recent: asked('recent', store.recent),
      replay: asked('replay', store.replay),
    },
    isTold: (error) => typeof error === 'object' && error !== null && told.has(error),
  };
}
