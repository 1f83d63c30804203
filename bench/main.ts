import { measureCollect } from './collect.ts';
import { measureEngines } from './engines.ts';
import { benchImport } from './import.ts';
import { measureKeys } from './keys.ts';
import { printTable, shortfalls } from './table.ts';
import { benchTagStart } from './tag-start.ts';
import { measureTransform } from './transform.ts';

/** Each prints a table of its own, and returns a sentence for each promise that is not kept. */
const MEASURES: Readonly<Record<string, () => Promise<string[]>>> = {
  async collect() {
    const rows = await measureCollect();
    printTable(rows, new Date());
    return shortfalls(rows);
  },
  async transform() {
    const rows = measureTransform();
    printTable(rows, new Date());
    return shortfalls(rows);
  },
  async engines() {
    const rows = await measureEngines();
    printTable(rows, new Date());
    return shortfalls(rows);
  },
  async keys() {
    const rows = measureKeys();
    printTable(rows, new Date());
    return shortfalls(rows);
  },
  tag: benchTagStart,
  import: benchImport,
};

/** `npm run bench`: takes every measure, one after the other; `npm run bench -- tag` only those that are named. */
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(MEASURES, name));
if (unknown.length > 0) {
  throw new Error(
    `no measure is called ${unknown.join(', ')}; there are ${Object.keys(MEASURES).join(' and ')}`,
  );
}
for (const [name, measure] of Object.entries(MEASURES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for (const shortfall of await measure()) {
    console.error(`\n${shortfall}`);
    process.exitCode = 1;
  }
  console.log();
}
