import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { IMPORT_MAP, writeImportFile } from '../e2e/import-file.ts';
import { type Imported, runImport } from '../e2e/import-process.ts';
import { type Stack, startStack } from '../e2e/stack.ts';
import { atExit } from './at-exit.ts';
import type { Report } from './report.ts';
import { createScratch } from './scratch.ts';

const ROWS = 200_000;
/** One row in a hundred is bad. */
const BAD = ROWS / 100;
const KILLED_AT = [60_000, 130_000];
const MOST_MEMORY = 200 * 1024 * 1024;
const DELIVERY_MS = 180_000;

/** Imports a file through the real collector to a simulated TikTok, killed twice on the way. */
export async function benchImport(): Promise<Report> {
  const folder = createScratch();
  const file = join(folder, 'orders.csv');
  const { bad } = await writeImportFile(file, ROWS, Date.now());
  const stack = await startStack({ eventSet: true });
  atExit(() => void stack.collector().kill('SIGKILL'));
  try {
    const args = ['--url', stack.addresses.collector, '--source', 'offline', '--event', 'Purchase'];
    const runs: Imported[] = [];
    for (const killAtRow of [...KILLED_AT, Number.POSITIVE_INFINITY]) {
      const env = { SERVER_KEYS: stack.addresses.serverKey };
      runs.push(await runImport(file, [...args, '--map', IMPORT_MAP], env, { killAtRow, isBuilt: true }));
    }
    const last = runs.at(-1)?.stdout ?? '';
    const memory = Math.max(...runs.map(({ peakMemory }) => peakMemory));
    const ids = await countedIds(stack);
    const counted = `${number(ids.length)} counted, ${number(new Set(ids).size)} of them different`;
    return {
      title: `An import of ${number(ROWS)} rows, ${number(bad.length)} of them bad, killed twice`,
      lines: [
        ...last.replaceAll(join(folder, '/'), '').trimEnd().split('\n'),
        `memory      ${memory > 0 ? `${megabytes(memory)} at most` : 'unknown on this system'}`,
        `TikTok      ${counted}`,
      ],
      shortfalls: [...countFaults(runs), ...memoryFaults(memory), ...deliveryFaults(ids)],
    };
  } finally {
    await stack.stop();
  }
}

function countFaults(runs: readonly Imported[]): string[] {
  const codes = runs.map(({ code }) => code).join();
  const faults = codes === ',,1' ? [] : [`the three runs ended with "${codes}", not by two kills and code 1`];
  const counts = { rows: ROWS, accepted: ROWS - BAD, duplicates: 0, dropped: 0, refused: BAD };
  for (const [name, count] of Object.entries(counts)) {
    const said = new RegExp(`^${name} +(\\S+)`, 'm').exec(runs.at(-1)?.stdout ?? '')?.[1];
    if (said !== number(count)) faults.push(`import: ${name} is ${said}, and ${number(count)} in the file`);
  }
  return faults;
}

function memoryFaults(memory: number): string[] {
  if (memory <= MOST_MEMORY) return [];
  return [`import: took ${megabytes(memory)}, at most ${megabytes(MOST_MEMORY)} is promised`];
}

/** The ids that TikTok has counted, when it has as many as there are good rows. */
async function countedIds({ simulator }: Stack): Promise<string[]> {
  const until = Date.now() + DELIVERY_MS;
  while (simulator.ledger.events().length < ROWS - BAD && Date.now() < until) await delay(500);
  return simulator.ledger.events().map(({ event_id }) => String(event_id));
}

/** TikTok has to count each good row once, and to have got it once. */
function deliveryFaults(ids: readonly string[]): string[] {
  const isExact = ids.length === ROWS - BAD && new Set(ids).size === ids.length;
  return isExact ? [] : [`import: TikTok was to count ${number(ROWS - BAD)} events, each once`];
}

const number = (count: number) => count.toLocaleString('en-US');
const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
