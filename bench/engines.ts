import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../collector/store/open-store.ts';
import type { EventStore, NewEvent } from '../collector/store/store.ts';
import { startPostgres } from '../e2e/postgres-server.ts';
import { median } from './median.ts';
import { createScratch } from './scratch.ts';
import type { Row } from './table.ts';

const GROUPS = [1, 100, 500] as const;
/** Callers at one time: a collector always has several commits under way. */
const CALLERS = 4;
const ROUNDS = 3;
const ROUND_MS = 2000;
/** What a server of this size would be given; all else is as it comes, with every commit synced. */
const SERVER_FLAGS = ['-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB'];
/** Beside the build, as `createScratch`, which Postgres' own user may not enter. */
const DISK = fileURLToPath(new URL('../dist/', import.meta.url));
const BODY = JSON.stringify({ event: 'Purchase', properties: { text: 'x'.repeat(840) } });

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
      for (let round = 0; round < ROUNDS; round++) {
        const rates: number[] = [];
        for (const store of stores) rates.push(await appendFor(store, group));
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
    { what: `SQLite, groups of ${group}`, perSecond: rate(0), note: `${CALLERS} callers` },
    {
      what: `Postgres, groups of ${group}`,
      perSecond: rate(1),
      ...(group > 1 && { ratio: { rounds: ratios, least: 0.7 } }),
      note: 'on the same machine; compared with SQLite',
    },
  ];
}

/** Events per second. */
async function appendFor(store: EventStore, group: number): Promise<number> {
  const started = performance.now();
  let stored = 0;
  async function call(): Promise<void> {
    while (performance.now() - started < ROUND_MS) {
      await store.append({ events: Array.from({ length: group }, newEvent), sightings: [] });
      stored += group;
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, call));
  return (stored / (performance.now() - started)) * 1000;
}

function newEvent(): NewEvent {
  return {
    pixel: 'C4AAAAAAAAAAAAAAAAAA',
    eventSource: 'web',
    testEventCode: null,
    event: 'Purchase',
    eventId: randomUUID(),
    body: BODY,
    findings: '[]',
    receivedAt: Date.now(),
    relayed: true,
  };
}
