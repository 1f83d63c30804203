import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { collectorUrl, serverKey } from './import/flags.ts';
import { CommandError, type End, type Outside } from './outside.ts';
import { readServer } from './settings.ts';

/** As commander hands them over. */
interface Flags {
  readonly id?: readonly string[];
  readonly pixel?: string;
  readonly reason?: string;
  readonly since?: string;
  readonly until?: string;
  readonly all?: boolean;
  readonly withoutPixel?: boolean;
  readonly dryRun?: boolean;
  readonly url?: string;
  readonly key?: string;
}

/** `clickthread replay`: dead events of the running collector are sent once more, under the same ids. */
export function replayCommand(outside: Outside, end: End): Command {
  return new Command('replay')
    .description('sends dead events of the running collector once more, under the same ids and event times')
    .option('--id <event-ids...>', 'these event ids')
    .option('--pixel <code>', 'events of this pixel or event set')
    .option('--reason <text>', 'events whose reason contains this, such as 40105')
    .option('--since <time>', 'received then or later: 2026-11-18, or 2026-11-18T11:29:31Z')
    .option('--until <time>', 'received before')
    .option('--all', 'all dead events, where no other condition is given')
    .option('--without-pixel', "web events older than 40 hours too: the page's pixel sent no copies of them")
    .option('--dry-run', 'replays nothing, and shows what would be replayed')
    .option('--url <url>', 'address of the collector; by default this machine, at PORT', collectorUrl)
    .option('--key <reference>', 'admin token as env:NAME or file:PATH; by default ADMIN_TOKEN')
    .action(async ({ id, pixel, reason, since, until, all, ...flags }: Flags) => {
      const filter = { pixel, reason, since, until };
      const isFiltered = id !== undefined || Object.values(filter).some((value) => value !== undefined);
      if (!isFiltered && !all)
        throw new CommandError('say which: --id, --pixel, --reason, --since, or --all');
      // Other commands need not wait for it to load.
      const { runReplay } = await import('./replay/run-replay.ts');
      const url = flags.url ?? `http://127.0.0.1:${readServer(outside.env).PORT}`;
      const run = {
        filter,
        eventIds: id ?? [],
        withoutPixel: flags.withoutPixel ?? false,
        isDry: flags.dryRun ?? false,
        server: { url, key: keyOf(flags.key, outside), fetch: outside.fetch },
      };
      end(await runReplay(run, outside));
    });
}

function keyOf(reference: string | undefined, { env }: Outside): string {
  const readText = (path: string) => readFileSync(path, 'utf8');
  const key = reference === undefined ? readServer(env).ADMIN_TOKEN : serverKey(reference, env, readText);
  if (key) return key;
  throw new CommandError('ADMIN_TOKEN is not set: say which token the collector takes, here or by --key');
}
