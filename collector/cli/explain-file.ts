import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { isFault } from '../contract/fault.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { parseJson } from '../contract/json.ts';
import { createPrepare, withId } from '../prepare.ts';
import { readEvent } from '../sources/read-event.ts';
import { explanationOf, printExplanation } from './explanation.ts';
import { CommandError, type Outside } from './outside.ts';
import { readSettings } from './settings.ts';

/**
 * Prints what TikTok would get of the events of a file, by the rules of the configuration.
 *
 * @param file path, or "-" for standard input
 * @param asJson for machines
 * @returns the exit code: 0, or 1 where an event would be refused
 */
export async function explainFile(file: string, asJson: boolean, outside: Outside): Promise<number> {
  const { env, now, stdin, stdout, stderr } = outside;
  const inputs = eventsOf(file, await readJson(file, stdin));
  const { rules, hasPlaceholders } = readSettings(env, (path) => readFileSync(path, 'utf8'));
  if (hasPlaceholders) stderr.write('No pixel is configured here: placeholders stand for the codes.\n');
  const prepare = createPrepare(rules);
  const explanations = inputs.map((input) => {
    const event = readEvent(input);
    return explanationOf(input, isFault(event) ? event : prepare(withId(event), now()));
  });
  if (asJson) {
    stdout.write(`${JSON.stringify(explanations, undefined, 2)}\n`);
  } else {
    for (const each of explanations) {
      printExplanation(each, stdout.columns, (line) => stdout.write(`${line}\n`));
    }
  }
  return explanations.some(({ refused }) => refused) ? 1 : 0;
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
