import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RETENTION_MS } from '../collector/store/retention.ts';
import { type Engine, openEngine } from '../collector/store/sqlite/engine.ts';
import { prepareEventKeys } from '../collector/store/sqlite/event-keys.ts';
import type { NewEvent } from '../collector/store/store.ts';
import { median } from './median.ts';
import { createScratch } from './scratch.ts';
import type { Row } from './table.ts';

/** Ids that are remembered already when the measure begins, in millions; the first is what the others are compared with. */
const MILLIONS = [1, 5, 20] as const;
const ROUNDS = 3;
const ROUND_MS = 3000;
const GROUP = 100;
const PORTION = 100_000;
const HOUR_MS = 3_600_000;
const BODY = JSON.stringify({ event: 'Purchase', properties: { text: 'x'.repeat(840) } });

/** How fast the embedded store takes and settles events, by how many ids it remembers: it must not slow down. */
export function measureKeys(): Row[] {
  const engines = MILLIONS.map((millions) => {
    const file = join(createScratch(), 'events.db');
    fill(file, millions * 1_000_000);
    return openEngine(file);
  });
  const rounds = Array.from({ length: ROUNDS }, () => engines.map(appendFor));
  for (const engine of engines) engine.close();
  return MILLIONS.map((millions, index) => {
    const ratios = rounds.map((round) => (round[index] ?? 0) / (round[0] ?? 0));
    return {
      what: `store, ${millions} M ids remembered`,
      perSecond: median(rounds.map((round) => round[index] ?? 0)),
      ...(index > 0 && { ratio: { rounds: ratios, least: 0.75 } }),
      note: 'SQLite: append, claim and settle groups of 100; compared with 1 M',
    };
  });
}

/** Ids of the last 48 hours, in generations as the store itself would have written them. */
function fill(file: string, count: number): void {
  openEngine(file).close();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000');
  const eventKeys = prepareEventKeys(database);
  const then = Date.now() - RETENTION_MS.eventKeys + HOUR_MS;
  for (let from = 0; from < count; from += PORTION) {
    database.exec('BEGIN');
    eventKeys.begin(then);
    for (let index = 0; index < PORTION; index++) eventKeys.remember(randomBytes(16), then);
    database.exec('COMMIT');
  }
  database.close();
}

/** Events per second. */
function appendFor(engine: Engine): number {
  const started = performance.now();
  let stored = 0;
  for (; performance.now() - started < ROUND_MS; stored += GROUP) {
    const now = Date.now();
    engine.append([{ events: Array.from({ length: GROUP }, () => newEvent(now)), sightings: [] }], now);
    const claimed = engine.claim(GROUP, 1000, {}, now);
    engine.settle(
      claimed.map(({ id, lease }) => ({ id, lease, kind: 'accepted', requestId: null })),
      now,
    );
  }
  return (stored / (performance.now() - started)) * 1000;
}

function newEvent(receivedAt: number): NewEvent {
  return {
    pixel: 'C4AAAAAAAAAAAAAAAAAA',
    eventSource: 'web',
    testEventCode: null,
    event: 'Purchase',
    eventId: randomUUID(),
    body: BODY,
    findings: '[]',
    receivedAt,
    relayed: true,
  };
}
