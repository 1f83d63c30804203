import type { Run } from './connect.ts';

/** Renews leases; a row that somebody else has claimed since is not "mine" and is left alone. */
const RENEW = {
  name: 'renew',
  text: `
  WITH mine AS MATERIALIZED (
    SELECT outbox.id, outbox.pixel FROM unnest($2::bigint[]) AS told (id)
    JOIN clickthread.outbox ON outbox.id = told.id AND outbox.lease = $1
    ORDER BY outbox.id FOR UPDATE OF outbox
  )
  UPDATE clickthread.outbox SET due_at = (SELECT clickthread.now_ms()) + $3 FROM mine
  WHERE outbox.id = mine.id AND outbox.pixel = mine.pixel
  RETURNING outbox.id`,
};

export async function renew(
  run: Run,
  lease: string,
  ids: readonly number[],
  leaseMs: number,
): Promise<number[]> {
  const rows = await run(RENEW, [lease, ids, leaseMs]);
  return rows.map(({ id }) => Number(id));
}
