import type { EventStore } from './store.ts';

/** What an engine is handed; those that have a clock of their own use it. */
export interface StoreOptions {
  /** `sqlite:<file>`, or `postgres://…`. */
  readonly url: string;
  readonly now: () => number;
  /** Called where the store has ended by itself: nothing works from then on. */
  readonly onGone?: (error: Error) => void;
}

/**
 * Opens the engine that the address asks for; the other one is not even loaded.
 *
 * @throws where it cannot be opened; the message does not hold the address, in which there may be a password
 */
export async function openStore({ url, now, onGone }: StoreOptions): Promise<EventStore> {
  if (url.startsWith('sqlite:')) {
    const { openSqliteStore } = await import('./sqlite/sqlite-store.ts');
    return openSqliteStore({ file: url.slice('sqlite:'.length), now, ...(onGone && { onGone }) });
  }
  const { openPostgresStore } = await import('./postgres/postgres-store.ts');
  return openPostgresStore(url);
}
