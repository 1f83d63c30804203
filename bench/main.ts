import { measureCollect } from './collect.ts';
import { printTable, type Row, shortfalls } from './table.ts';

/** `npm run bench`: takes every measure, one after the other, and prints one table. */
const MEASURES: readonly (() => Promise<Row[]>)[] = [measureCollect];

const rows: Row[] = [];
for (const measure of MEASURES) rows.push(...(await measure()));
printTable(rows, new Date());
for (const shortfall of shortfalls(rows)) {
  console.error(`\n${shortfall}`);
  process.exitCode = 1;
}
