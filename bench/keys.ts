import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RETENTION_MS } from '../collector/store/retention.ts';
import { type Engine, openEngine } from '../collector/store/sqlite/engine.ts';
import { prepareEventKeys } from '../collector/store/sqlite/event-keys.ts';
import { median } from './median.ts';
import { ROUND_SECONDS, ROUNDS } from './rounds.ts';
import type { Row } from './row.ts';
import { createScratch } from './scratch.ts';
import { storedEvent } from './stored-event.ts';

/** Ids that are remembered already when the measure begins, in millions; the first is what the other is compared with. */
const MILLIONS = [1, 20] as const;
const WARM_UP_SECONDS = Math.min(1, ROUND_SECONDS);
const LEAST_OF_FIRST = 0.75;
const GROUP = 100;
const PORTION = 100_000;
const KEY_BYTES = 16;
const HOUR_MS = 3_600_000;

/** How fast the embedded store takes and settles events, by how many ids it remembers: it must not slow down. */
export function measureKeys(): Row[] {
  const engines = MILLIONS.map((millions) => {
    const file = join(createScratch(), 'events.db');
    fill(file, millions * 1_000_000);
    return openEngine(file);
  });
  for (const engine of engines) appendFor(engine, WARM_UP_SECONDS);
  const rounds = Array.from({ length: ROUNDS }, () => engines.map((each) => appendFor(each, ROUND_SECONDS)));
  for (const engine of engines) engine.close();
  return MILLIONS.map((millions, index) => {
    const ratios = rounds.map((round) => (round[index] ?? 0) / (round[0] ?? 0));
    return {
      what: `SQLite, ${millions} M ids remembered`,
      figure: { value: median(rounds.map((round) => round[index] ?? 0)), unit: '/s' },
      ...(index > 0 && {
        ratio: { to: `${MILLIONS[0]} M ids`, rounds: ratios, bound: { least: LEAST_OF_FIRST } },
      }),
      note: `append, claim and settle groups of ${GROUP}`,
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
    const keys = randomBytes(PORTION * KEY_BYTES);
    for (let at = 0; at < keys.length; at += KEY_BYTES) {
      eventKeys.remember(keys.subarray(at, at + KEY_BYTES), then);
    }
    // As the sweep does.
    while (eventKeys.file(then));
    database.exec('COMMIT');
  }
  database.close();
  // Else the first commits that are measured would have to wait until the disk has all of it.
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Events per second. */
function appendFor(engine: Engine, seconds: number): number {
  const started = performance.now();
  let stored = 0;
  for (; performance.now() - started < seconds * 1000; stored += GROUP) {
    const now = Date.now();
    engine.append([{ events: Array.from({ length: GROUP }, () => storedEvent(now)), sightings: [] }], now);
    const claimed = engine.claim(GROUP, 1000, {}, now);
    engine.settle(
      claimed.map(({ id, lease }) => ({ id, lease, kind: 'accepted', requestId: null })),
      now,
    );
  }
  return (stored / (performance.now() - started)) * 1000;
}
