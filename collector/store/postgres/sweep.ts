import { RETENTION_MS } from '../retention.ts';
import type { Run } from './connect.ts';
import { rollEventKeys } from './write-keys.ts';

/** Rows that one statement deletes at most. Those that another collector is sweeping are passed over. */
const MAX_ROWS = 5000;

const SETTLED = {
  name: 'sweep_settled',
  text: `
  WITH old AS MATERIALIZED (
    SELECT id, pixel FROM clickthread.settled
    WHERE state = $1 AND settled_at <= (SELECT clickthread.now_ms()) - $2
    ORDER BY settled_at LIMIT ${MAX_ROWS} FOR UPDATE SKIP LOCKED
  ),
  outcomes AS (
    DELETE FROM clickthread.settled USING old WHERE settled.id = old.id AND settled.pixel = old.pixel
  ),
  bodies AS (
    DELETE FROM clickthread.events USING old WHERE events.id = old.id AND events.pixel = old.pixel
  )
  SELECT count(*) AS deleted FROM old`,
};

const VISITORS = {
  name: 'sweep_visitors',
  text: `
  WITH old AS MATERIALIZED (
    SELECT key FROM clickthread.visitors WHERE seen_at <= (SELECT clickthread.now_ms()) - $1
    ORDER BY seen_at LIMIT ${MAX_ROWS} FOR UPDATE SKIP LOCKED
  ),
  strangers AS (DELETE FROM clickthread.visitors USING old WHERE visitors.key = old.key)
  SELECT count(*) AS deleted FROM old`,
};

export async function sweep(run: Run): Promise<void> {
  await rollEventKeys(run);
  for (const state of ['accepted', 'dead', 'collected'] as const) {
    await untilNoneIsLeft(() => run(SETTLED, [state, RETENTION_MS[state]]));
  }
  await untilNoneIsLeft(() => run(VISITORS, [RETENTION_MS.visitors]));
}

async function untilNoneIsLeft(deleteSome: () => ReturnType<Run>): Promise<void> {
  for (let deleted = MAX_ROWS; deleted === MAX_ROWS; ) {
    const [row] = await deleteSome();
    deleted = Number(row?.deleted);
  }
}
