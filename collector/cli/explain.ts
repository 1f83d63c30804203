import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { isFault } from '../contract/fault.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { parseJson } from '../contract/json.ts';
import { createPrepare, withId } from '../prepare.ts';
import { prepareRulesOf } from '../rules.ts';
import { readEvent } from '../sources/read-event.ts';
import { explanationOf, printExplanation } from './explanation.ts';
import { CommandError, type End, type Outside } from './outside.ts';
import { readSettings } from './settings.ts';

/** `clickthread explain`: what TikTok would get of an event, without sending it. */
export function explainCommand(outside: Outside, end: End): Command {
  return new Command('explain')
    .description('shows what TikTok would get of an event, and what is to be said of it; sends nothing')
    .argument('<file>', 'JSON file with one event, or with {"events": […]}; - for standard input')
    .option('--json', 'prints JSON, for machines')
    .action(async (file: string, { json }: { readonly json?: boolean }) => {
      const { env, now, stdin, stdout, stderr } = outside;
      const inputs = eventsOf(file, await readJson(file, stdin));
      const { config, hasPlaceholders } = readSettings(env, (path) => readFileSync(path, 'utf8'));
      if (hasPlaceholders) stderr.write('No pixel is configured here: placeholders stand for the codes.\n');
      const prepare = createPrepare(prepareRulesOf(config));
      const explanations = inputs.map((input) => {
        const event = readEvent(input);
        return explanationOf(input, isFault(event) ? event : prepare(withId(event), now()));
      });
      if (json) {
        stdout.write(`${JSON.stringify(explanations, undefined, 2)}\n`);
      } else {
        for (const each of explanations) {
          printExplanation(each, stdout.columns, (line) => stdout.write(`${line}\n`));
        }
      }
      end(explanations.some(({ refused }) => refused) ? 1 : 0);
    });
}

async function readJson(file: string, stdin: NodeJS.ReadableStream): Promise<unknown> {
  let content: string;
  try {
    content = file === '-' ? await text(stdin) : readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    return parseJson(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof InvalidRequest) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
}

function eventsOf(file: string, json: unknown): readonly unknown[] {
  if (typeof json !== 'object' || json === null || !('events' in json)) return [json];
  if (Array.isArray(json.events)) return json.events;
  throw new CommandError(`${file}: "events" is to be an array of events`);
}
