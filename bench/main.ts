import { writeFileSync } from 'node:fs';
import { measureCollect } from './collect.ts';
import { measureEngines } from './engines.ts';
import { benchImport } from './import.ts';
import { measureKeys } from './keys.ts';
import { describeMachine } from './machine.ts';
import { measureMemory } from './memory.ts';
import { measureRelay } from './relay.ts';
import type { Report } from './report.ts';
import { resultsPage } from './results.ts';
import type { Row } from './row.ts';
import { shortfalls } from './shortfalls.ts';
import { printColumns, tableOf } from './table.ts';
import { benchTagStart } from './tag-start.ts';
import { measureTransform } from './transform.ts';

const RESULTS = new URL('RESULTS.md', import.meta.url);

/** Of the collector; their rows stand in one table. */
const MEASURES: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  collect: measureCollect,
  relay: measureRelay,
  engines: measureEngines,
  keys: measureKeys,
  transform: measureTransform,
  memory: measureMemory,
};

/** Each has a table of its own. */
const REPORTS: Readonly<Record<string, () => Promise<Report>>> = {
  tag: benchTagStart,
  import: benchImport,
};

/** `npm run bench`: takes every measure and writes the page of results; `npm run bench -- collect` only what is named. */
const asked = process.argv.slice(2);
const names = [...Object.keys(MEASURES), ...Object.keys(REPORTS)];
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  throw new Error(`no measure is called ${unknown.join(', ')}; there are ${names.join(', ')}`);
}
const isAsked = (name: string) => asked.length === 0 || asked.includes(name);

const head = describeMachine(new Date());
const rows: Row[] = [];
for (const [name, measure] of Object.entries(MEASURES)) {
  if (!isAsked(name)) continue;
  console.error(`measuring: ${name}`);
  rows.push(...(await measure()));
}
const table = tableOf(rows);
for (const line of head) console.log(line);
if (rows.length > 0) printColumns(table);
complain(shortfalls(rows));

const reports: Report[] = [];
for (const [name, bench] of Object.entries(REPORTS)) {
  if (!isAsked(name)) continue;
  const report = await bench();
  console.log(`\n${[report.title, '', ...report.lines].join('\n')}`);
  complain(report.shortfalls);
  reports.push(report);
}
if (asked.length === 0) writeFileSync(RESULTS, resultsPage(head, table, reports));

function complain(found: readonly string[]): void {
  if (found.length === 0) return;
  console.error(`\n${found.join('\n')}`);
  process.exitCode = 1;
}
