import type { EventStore } from '../store/store.ts';

export interface StoreStateDeps {
  /** ms */
  readonly now: () => number;
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** A fault that lasts is told again after this time, and a new one at once. */
const AGAIN_MS = 60_000;

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
  let failing: { readonly since: number; readonly error: string; readonly toldAt: number } | undefined;

  function fails(error: unknown): void {
    if (typeof error === 'object' && error) told.add(error);
    const message = error instanceof Error ? error.message : String(error);
    const at = now();
    // Numbers in it may count up.
    const isKnown = failing && withoutNumbers(failing.error) === withoutNumbers(message);
    if (failing && isKnown && at - failing.toldAt < AGAIN_MS) return;
    failing = { since: failing?.since ?? at, error: message, toldAt: at };
    log.error(
      { error: message },
      'the store takes nothing: requests with events are answered with 503, and nothing is acknowledged',
    );
  }

  function works(): void {
    if (!failing) return;
    log.info({ failedForMs: now() - failing.since }, 'the store takes events again');
    failing = undefined;
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

const withoutNumbers = (text: string) => text.replace(/\d+/g, '#');
