import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../collector/store/open-store.ts';
import type { EventStore } from '../collector/store/store.ts';
import { startPostgres } from '../e2e/postgres-server.ts';
import { median } from './median.ts';
import { ROUND_SECONDS, ROUNDS } from './rounds.ts';
import type { Row } from './row.ts';
import { createScratch } from './scratch.ts';
import { storedEvent } from './stored-event.ts';

const GROUPS = [1, 100, 500] as const;
/** Callers at one time: a collector always has several commits under way. */
const CALLERS = 4;
const WARM_UP_SECONDS = Math.min(1, ROUND_SECONDS);
const LEAST_OF_SQLITE = 0.7;
/** What a server of this size would be given; all else is as it comes, with every commit synced. */
const SERVER_FLAGS = ['-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB'];
/** Beside the build, as `createScratch`, which Postgres' own user may not enter. */
const DISK = fileURLToPath(new URL('../dist/', import.meta.url));

/** What each engine stores durably per second, by how many events come at once. */
export async function measureEngines(): Promise<Row[]> {
  const server = await startPostgres(SERVER_FLAGS, DISK);
  const url = `sqlite:${join(createScratch(), 'events.db')}`;
  const stores = [
    await openStore({ url, now: Date.now }),
    await openStore({ url: server.url, now: Date.now }),
  ];
  try {
    const rows: Row[] = [];
    for (const group of GROUPS) {
      const rounds: number[][] = [];
      for (const store of stores) await appendFor(store, group, WARM_UP_SECONDS);
      for (let round = 0; round < ROUNDS; round++) {
        const rates: number[] = [];
        for (const store of stores) rates.push(await appendFor(store, group, ROUND_SECONDS));
        rounds.push(rates);
      }
      rows.push(...rowsOf(group, rounds));
    }
    return rows;
  } finally {
    for (const store of stores) await store.close();
    await server.destroy();
  }
}

function rowsOf(group: number, rounds: readonly (readonly number[])[]): Row[] {
  const rate = (engine: number) => median(rounds.map((rates) => rates[engine] ?? 0));
  const ratios = rounds.map(([sqlite = 0, postgres = 0]) => postgres / sqlite);
  return [
    {
      what: `SQLite, groups of ${group}`,
      figure: { value: rate(0), unit: '/s' },
      note: `events stored, ${CALLERS} callers`,
    },
    {
      what: `Postgres, groups of ${group}`,
      figure: { value: rate(1), unit: '/s' },
      ratio: { to: 'SQLite', rounds: ratios, ...(group > 1 && { bound: { least: LEAST_OF_SQLITE } }) },
      note: 'on the same machine',
    },
  ];
}

/** Events per second. */
async function appendFor(store: EventStore, group: number, seconds: number): Promise<number> {
  const started = performance.now();
  let stored = 0;
  async function call(): Promise<void> {
    while (performance.now() - started < seconds * 1000) {
      await store.append({ events: Array.from({ length: group }, () => storedEvent()), sightings: [] });
      stored += group;
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, call));
  return (stored / (performance.now() - started)) * 1000;
}
