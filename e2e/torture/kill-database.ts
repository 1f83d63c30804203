import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { type PostgresServer, startPostgres } from '../postgres-server.ts';

/** What lies under the collectors that are killed. */
export interface KillDatabase {
  readonly name: string;
  /** As in DATABASE_URL. */
  readonly url: string;
  /** How many collectors share it. */
  readonly collectors: number;
  /** Where it is a process of its own. */
  readonly server?: Pick<PostgresServer, 'crash' | 'start'>;
  /** Reads all of it while no collector runs; undefined where nothing is damaged. */
  findDamage(): Promise<string | undefined>;
  destroy(): Promise<void>;
}

/** A new file for one collector. */
export async function sqliteDatabase(): Promise<KillDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'clickthread-kills-'));
  const file = join(folder, 'clickthread.db');
  return {
    name: 'SQLite',
    url: `sqlite:${file}`,
    collectors: 1,
    async findDamage() {
      const database = new DatabaseSync(file);
      // https://www.sqlite.org/pragma.html#pragma_integrity_check: one row "ok", or a row for each fault
      const found = database.prepare('PRAGMA integrity_check').all();
      database.close();
      const faults = found.map(({ integrity_check }) => integrity_check).join('; ');
      return faults === 'ok' ? undefined : faults;
    },
    destroy: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A new server for two collectors; it syncs its log as every server does by default. */
export async function postgresDatabase(): Promise<KillDatabase> {
  const server = await startPostgres();
  return {
    name: 'Postgres',
    url: server.url,
    collectors: 2,
    server,
    findDamage: () => findPostgresDamage(server.url),
    destroy: () => server.destroy(),
  };
}

/**
 * Every row of every table, every entry of every index, and for every row that it is in the indexes.
 * https://www.postgresql.org/docs/current/amcheck.html
 */
async function findPostgresDamage(url: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS amcheck');
    const { rows } = await client.query(`
      SELECT relname, msg FROM pg_class, LATERAL verify_heapam(oid)
      WHERE relnamespace = 'clickthread'::regnamespace AND relkind = 'r'`);
    await client.query(`
      SELECT bt_index_check(oid, heapallindexed => true) FROM pg_class
      WHERE relnamespace = 'clickthread'::regnamespace AND relkind = 'i'`);
    return rows.length === 0 ? undefined : rows.map(({ relname, msg }) => `${relname}: ${msg}`).join('; ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end();
  }
}
