import { resolve } from 'node:path';
import { Command } from 'commander';
import { CommandError, type Outside } from './outside.ts';
import { readDatabase } from './settings.ts';

/** `clickthread backup`: a copy of the embedded database, while the collector goes on. */
export function backupCommand({ env, stdout }: Outside): Command {
  return new Command('backup')
    .description('copies the SQLite database of DATABASE_URL to a new file, while the collector runs')
    .argument('<file>', 'the copy; must not exist yet')
    .action(async (file: string) => {
      const url = readDatabase(env);
      if (!url.startsWith('sqlite:')) {
        throw new CommandError(
          'DATABASE_URL is a Postgres database: back it up with pg_dump, or as your host does',
        );
      }
      // Other commands need no database.
      const { backUpSqlite } = await import('../store/sqlite/backup.ts');
      const source = url.slice('sqlite:'.length);
      const bytes = await backUpSqlite(source, file).catch((error: Error) => {
        throw new CommandError(`no backup of ${source} was made: ${error.message}`);
      });
      stdout.write(`${resolve(file)}: ${bytes.toLocaleString('en-US')} bytes, checked\n`);
    });
}
