import { type KillDatabase, postgresDatabase, sqliteDatabase } from './kill-database.ts';
import { type KillsOptions, kills } from './kills.ts';
import { killsPromised } from './kills-promised.ts';
import type { Promised } from './promised.ts';

type KillPartOptions = Omit<KillsOptions, 'database' | 'seed'>;

export function killsOnSqlite(options: KillPartOptions): Promise<readonly Promised[]> {
  return killsOn(sqliteDatabase, options);
}

/** Two collectors on one server. */
export function killsOnPostgres(options: KillPartOptions): Promise<readonly Promised[]> {
  return killsOn(postgresDatabase, options);
}

async function killsOn(
  start: () => Promise<KillDatabase>,
  options: KillPartOptions,
): Promise<readonly Promised[]> {
  const seed = Date.now() % 1_000_000_000;
  options.report?.(`seed ${seed}`);
  const database = await start();
  try {
    const result = await kills({ ...options, database, seed });
    return killsPromised(database.name, options.kills, options.databaseKills ?? 0, result);
  } finally {
    await database.destroy();
  }
}
