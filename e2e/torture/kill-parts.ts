import { type KillDatabase, postgresDatabase, sqliteDatabase } from './kill-database.ts';
import { type KillsOptions, kills } from './kills.ts';
import { killsPromised } from './kills-promised.ts';
import type { Promised } from './promised.ts';

type KillPartOptions = Omit<KillsOptions, 'database' | 'seed'> & { readonly seed?: number };

export function killsOnSqlite(options: KillPartOptions): Promise<readonly Promised[]> {
  return killsOn(sqliteDatabase, options);
}

/** Two collectors on one server. */
export function killsOnPostgres(options: KillPartOptions): Promise<readonly Promised[]> {
  return killsOn(postgresDatabase, options);
}

async function killsOn(
  start: () => Promise<KillDatabase>,
  { seed = Date.now() % 1_000_000_000, report = () => undefined, ...options }: KillPartOptions,
): Promise<readonly Promised[]> {
  report(`seed ${seed}`);
  const database = await start();
  try {
    const result = await kills({ ...options, database, seed, report });
    return killsPromised(database.name, options.kills, result);
  } finally {
    await database.destroy();
  }
}
