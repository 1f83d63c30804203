import type { Settlement } from '../store.ts';
import type { Run } from './connect.ts';
import { plainText } from './values.ts';

/** Writes outcomes; a row whose lease has passed to somebody else is not "mine" and is left alone. */
const SETTLE = {
  name: 'settle',
  text: `
  WITH clock AS MATERIALIZED (SELECT clickthread.now_ms() AS now),
  mine AS MATERIALIZED (
    SELECT outbox.id, outbox.pixel, outbox.attempts, told.kind, told.due_at, told.reason, told.request_id,
           coalesce(told.history, outbox.history) AS history
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[])
      AS told (id, lease, kind, due_at, reason, request_id, history)
    JOIN clickthread.outbox ON outbox.id = told.id AND outbox.lease = told.lease
    ORDER BY outbox.id FOR UPDATE OF outbox
  ),
  over AS (
    DELETE FROM clickthread.outbox USING mine
    WHERE outbox.id = mine.id AND outbox.pixel = mine.pixel AND kind IN ('accepted', 'dead')
  ),
  recorded AS (
    INSERT INTO clickthread.settled (id, pixel, state, settled_at, attempts, reason, request_id, history)
    SELECT id, pixel, kind, now, attempts, reason, request_id, history FROM mine, clock WHERE kind IN ('accepted', 'dead')
  ),
  postponed AS (
    UPDATE clickthread.outbox SET due_at = mine.due_at, reason = mine.reason, history = mine.history, lease = NULL
    FROM mine
    WHERE outbox.id = mine.id AND outbox.pixel = mine.pixel AND kind = 'retry'
  ),
  given_back AS (
    UPDATE clickthread.outbox SET due_at = now, attempts = outbox.attempts - 1, lease = NULL FROM mine, clock
    WHERE outbox.id = mine.id AND outbox.pixel = mine.pixel AND kind = 'returned'
  )
  SELECT count(*) AS settled FROM mine`,
};

export async function settle(run: Run, settlements: readonly Settlement[]): Promise<number> {
  if (settlements.length === 0) return 0;
  const rows = await run(SETTLE, [
    settlements.map(({ id }) => id),
    settlements.map(({ lease }) => lease),
    settlements.map(({ kind }) => kind),
    settlements.map((each) => (each.kind === 'retry' ? each.dueAt : null)),
    settlements.map((each) => plainText(reasonOf(each))),
    settlements.map((each) => ('requestId' in each ? plainText(each.requestId) : null)),
    settlements.map((each) => ('history' in each ? plainText(each.history ?? null) : null)),
  ]);
  return Number(rows[0]?.settled);
}

/** Why it came so; of an accepted event what TikTok said beside its yes. */
function reasonOf(settlement: Settlement): string | null {
  if (settlement.kind === 'accepted') return settlement.note ?? null;
  return 'reason' in settlement ? settlement.reason : null;
}
