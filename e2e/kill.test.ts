import { expect, it } from 'vitest';
import { killsOnPostgres, killsOnSqlite } from './torture/kill-parts.ts';

/** The short form of `npm run torture -- kills-sqlite kills-postgres`; most of it waits for leases of 15 s to end. */

it.concurrent.each([
  { name: '30 on SQLite', run: () => killsOnSqlite({ kills: 30, senders: 4 }) },
  {
    name: '20 of two collectors on one Postgres, once with it',
    run: () => killsOnPostgres({ kills: 20, senders: 4, databaseKills: 1 }),
  },
])(
  'kill -9 at random moments, $name: what was answered with 2xx is counted, once',
  {
    timeout: 240_000,
  },
  async ({ run }) => {
    const promised = await run();
    expect(promised.filter(({ isKept }) => !isKept)).toEqual([]);
  },
);
