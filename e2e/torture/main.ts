import { disk } from './disk.ts';
import { install } from './install.ts';
import { killsOnPostgres, killsOnSqlite } from './kill-parts.ts';
import { tortureOutages } from './outages.ts';
import type { Promised } from './promised.ts';
import { tortureTiktok } from './tiktok.ts';

const report = (line: string) => console.log(`  ${line}`);

/**
 * `npm run torture`: breaks everything on purpose, for as long as it takes; `npm run torture -- <part>` only what is
 * named. Each part prints what it promises, and says for each promise whether it was kept.
 */
const PARTS: Readonly<Record<string, () => Promise<readonly Promised[]>>> = {
  'kills-sqlite': () => killsOnSqlite({ kills: 1000, senders: 8, report }),
  'kills-postgres': () => killsOnPostgres({ kills: 1000, senders: 8, databaseKills: 10, report }),
  disk,
  install,
  outages: tortureOutages,
  tiktok: tortureTiktok,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  throw new Error(`no part is called ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
}
for (const [name, run] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(name);
  // What cannot go on is broken too, and the other parts are tried all the same.
  const promises = await run().catch((error) => [{ what: String(error), isKept: false }]);
  for (const { what, isKept } of promises) {
    console.log(`  ${isKept ? 'kept  ' : 'BROKEN'}  ${what}`);
    if (!isKept) process.exitCode = 1;
  }
}
