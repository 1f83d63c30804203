import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RETENTION_MS } from '../collector/store/retention.ts';
import { openEngine } from '../collector/store/sqlite/engine.ts';
import { prepareEventKeys } from '../collector/store/sqlite/event-keys.ts';
import type { NewEvent } from '../collector/store/store.ts';
import { createScratch } from './scratch.ts';

/** `node bench/keys.ts [millions …]`: appends to a SQLite store that remembers so many ids already. */

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 5, 20];
const GROUP = 100;
const MEASURED_MS = 5000;
const PORTION = 100_000;
const HOUR_MS = 3_600_000;
const BODY = JSON.stringify({ event: 'Purchase', properties: { text: 'x'.repeat(840) } });

for (const millions of sizes) {
  const file = join(createScratch(), 'events.db');
  openEngine(file).close();
  fill(file, millions * 1_000_000);
  console.log(millions, Math.round(measure(file)));
}

/** Ids of the last 48 hours, in generations of a million as the store itself would have written them. */
function fill(file: string, count: number): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000');
  const eventKeys = prepareEventKeys(database);
  const now = Date.now() - RETENTION_MS.eventKeys + HOUR_MS;
  for (let from = 0; from < count; from += PORTION) {
    database.exec('BEGIN');
    eventKeys.begin(now);
    for (let index = 0; index < PORTION; index++) eventKeys.remember(randomBytes(16), now);
    database.exec('COMMIT');
  }
  database.close();
}

function measure(file: string): number {
  const engine = openEngine(file);
  let stored = 0;
  const run = (ms: number) => {
    const started = performance.now();
    for (stored = 0; performance.now() - started < ms; stored += GROUP) {
      const now = Date.now();
      const events = Array.from({ length: GROUP }, () => newEvent(now));
      engine.append([{ events, sightings: [] }], now);
      engine.settle(
        engine
          .claim(GROUP, 1000, now)
          .map(({ id, lease }) => ({ id, lease, kind: 'accepted', requestId: null })),
        now,
      );
    }
    return (stored / (performance.now() - started)) * 1000;
  };
  run(1000);
  const perSecond = run(MEASURED_MS);
  engine.close();
  return perSecond;
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
