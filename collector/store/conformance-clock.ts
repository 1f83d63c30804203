import type { Client } from 'pg';
import type { EventStore } from './store.ts';

/**
 * Puts a clock that tests can set in place of Postgres' own, in this one database; in use there is no such thing.
 *
 * @param admin a connection to the database, in which the store has been opened before
 * @returns what makes a store show the time of `now` to the database before each call
 */
export async function followClock(
  admin: Client,
  now: () => number,
): Promise<(store: EventStore) => EventStore> {
  let shown: number | undefined;
  async function show(): Promise<void> {
    const time = now();
    await admin.query('UPDATE test_clock SET now_ms = $1', [time]);
    shown = time;
  }
  await admin.query('CREATE TABLE test_clock (now_ms bigint); INSERT INTO test_clock VALUES (0)');
  await show();
  await admin.query(
    "CREATE OR REPLACE FUNCTION clickthread.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT now_ms FROM test_clock'",
  );
  return (store) =>
    new Proxy(store, {
      get(target, name: keyof EventStore) {
        const operation = target[name] as ((...args: unknown[]) => unknown) | undefined;
        if (!operation || name === 'close' || name === 'onDue') return operation;
        return (...args: unknown[]) =>
          now() === shown ? operation(...args) : show().then(() => operation(...args));
      },
    });
}
