import { readFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { atLeastOne, atMostAThousand, collectorUrl, country, delimiter, serverKey } from './import/flags.ts';
import type { ImportOptions } from './import/import-options.ts';
import { openInput } from './import/open-input.ts';
import { readMap } from './import/read-map.ts';
import { CommandError, type End, type Outside } from './outside.ts';
import { readServer } from './settings.ts';

/** As commander hands them over. */
interface Flags {
  readonly map?: string;
  readonly source?: 'web' | 'app' | 'offline' | 'crm';
  readonly event?: string;
  readonly pixel?: string;
  readonly country?: string;
  readonly testCode?: string;
  readonly limit?: number;
  readonly format?: 'csv' | 'ndjson';
  readonly delimiter?: string;
  readonly ignoreUnknown?: boolean;
  readonly url?: string;
  readonly key?: string;
  readonly batch: number;
  readonly report?: string;
  readonly state?: string;
  readonly again?: boolean;
  readonly dryRun?: boolean;
}

/** `clickthread import`: the rows of a CSV or NDJSON file become events of the running collector. */
export function importCommand(outside: Outside, end: End): Command {
  return new Command('import')
    .description('sends the rows of a CSV or NDJSON file to the running collector; goes on where it stopped')
    .argument('<file>', 'the file, or - for standard input')
    .option(
      '--map <map>',
      'which column is what: a JSON file, or pairs such as "E-Mail=user.email,Total=value"',
    )
    .addOption(
      new Option('--source <source>', 'where the events happened').choices(['web', 'app', 'offline', 'crm']),
    )
    .option('--event <name>', 'name of the event, for rows that have none')
    .option('--pixel <code>', 'pixel or event set, where several are configured')
    .option('--country <code>', 'country of phone numbers without a country code, such as DE', country)
    .option('--test-code <code>', 'sends to the Test Events tab')
    .option('--limit <rows>', 'stops after so many rows', atLeastOne)
    .addOption(
      new Option('--format <format>', 'by default from the name of the file').choices(['csv', 'ndjson']),
    )
    .option(
      '--delimiter <character>',
      'what stands between cells, or "tab"; by default found in the first line',
      delimiter,
    )
    .option('--ignore-unknown', 'leaves out columns that mean nothing to an event')
    .option('--url <url>', 'address of the collector; by default this machine, at PORT', collectorUrl)
    .option('--key <reference>', 'server key as env:NAME or file:PATH; by default the first of SERVER_KEYS')
    .option('--batch <rows>', 'rows of one request, at most 1000', atMostAThousand, 500)
    .option('--report <file>', 'where refused rows are listed; by default <file>.rejected.csv')
    .option('--state <folder>', 'where the progress is kept; by default beside the file')
    .option('--again', 'imports a file once more, from its first row')
    .option('--dry-run', 'sends nothing, and shows what would be sent')
    .action(async (file: string, flags: Flags) => {
      const input = await openInput(file, outside.stdin);
      const options = optionsOf(file, flags, outside);
      // What the other one needs takes time and memory to load.
      if (flags.dryRun) {
        const { tryOut } = await import('./import/try-out.ts');
        return end(await tryOut(input, options, flags.report, outside));
      }
      const { sendFile } = await import('./import/send-file.ts');
      return end(await sendFile(input, options, keyOf(flags.key, outside), outside));
    });
}

function optionsOf(file: string, flags: Flags, { env }: Outside): ImportOptions {
  const { event, source, pixel, country, testCode, limit, batch, state } = flags;
  const isStream = file === '-';
  const name = isStream ? 'stdin' : basename(file);
  const report = flags.report ?? `${isStream ? name : file}.rejected.csv`;
  if (resolve(report) === resolve(file)) throw new CommandError('--report must not be the file itself');
  const progress = `${name}.clickthread-progress.json`;
  return {
    file,
    format: flags.format ?? (/^\.(ndjson|jsonl)$/i.test(extname(file)) ? 'ndjson' : 'csv'),
    delimiter: flags.delimiter,
    map: readMap(flags.map, readText),
    ignoresUnknown: flags.ignoreUnknown ?? false,
    defaults: { event, source, pixel, country, testEventCode: testCode },
    limit,
    url: flags.url ?? `http://127.0.0.1:${readServer(env).PORT}`,
    batch,
    report,
    checkpoint: isStream ? undefined : join(state ?? dirname(file), progress),
    again: flags.again ?? false,
  };
}

function keyOf(reference: string | undefined, { env }: Outside): string {
  const key = reference === undefined ? readServer(env).SERVER_KEYS[0] : serverKey(reference, env, readText);
  if (key) return key;
  throw new CommandError('SERVER_KEYS is not set: say which key the collector takes, here or by --key');
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}
