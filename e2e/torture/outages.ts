import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { A, type Asked, B, type OutageStand, type Place, startOutageStand } from './outage-stand.ts';
import { type Outage, verdictsOn } from './outage-verdicts.ts';
import type { Promised } from './promised.ts';
import {
  ASLEEP_MS,
  asleep,
  databaseRefused,
  databaseRestarted,
  databaseSilent,
  killed,
  type Suffering,
} from './sufferings.ts';

const BEFORE_MS = 3000;
const RECOVERED_WITHIN_MS = 60_000;

/** Two collectors on one Postgres, with load all the time, and each part of it failing in turn. */
export async function tortureOutages(): Promise<readonly Promised[]> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    return await sufferAll(await startOutageStand(undo));
  } finally {
    for (const each of undo.reverse()) await each();
  }
}

async function sufferAll(stand: OutageStand): Promise<readonly Promised[]> {
  let held: readonly string[] = [];
  const sleeping = asleep(stand, (ids) => {
    held = ids;
  });
  const outages: Outage[] = [];
  for (const suffering of [
    killed(stand),
    sleeping,
    databaseRestarted(stand),
    databaseRefused(stand),
    databaseSilent(stand, 'arrives'),
    databaseSilent(stand, 'is forgotten'),
  ]) {
    await delay(BEFORE_MS);
    outages.push(await suffer(stand, suffering));
  }
  await stand.load.stop();
  const acknowledgedAt = new Map(
    stand.load.exchanges.flatMap(({ status, ids, to }) => (status === 202 ? ids.map((id) => [id, to]) : [])),
  );
  await until(() => [...acknowledgedAt.keys()].every((id) => countedAt(stand).has(id)));

  const counted = countedAt(stand);
  const sleep = outages.find(({ name }) => name === sleeping.name) as Outage;
  return [
    ...outages.flatMap((outage) => verdictsOn(outage, stand.load.exchanges, counted)),
    ...verdictsOnHeld(held, sleep, counted, stand.asked),
    ...verdictsOnAll(acknowledgedAt, stand),
    await verdictOnDatabase(stand.postgres.url, counted.size),
  ];
}

/** Returns when each collector has taken something that was sent afterwards, and TikTok has counted it. */
async function suffer(stand: OutageStand, { run, ...about }: Suffering): Promise<Outage> {
  const times = await run();
  await until(() => {
    const counted = countedAt(stand);
    const isBack = (place: Place) =>
      stand.load.exchanges.some(
        ({ collector, from, status, ids }) =>
          collector === place && from >= times.to && status === 202 && ids.every((id) => counted.has(id)),
      );
    return isBack(A) && isBack(B);
  });
  return { ...about, ...times };
}

/** When TikTok counted each event first. */
function countedAt({ ledger }: OutageStand): ReadonlyMap<string | undefined, number> {
  return new Map(ledger.events().map((each) => [each.event_id, each.first_at]));
}

/** What does not come true in time is told by the verdicts. */
async function until(isTrue: () => boolean): Promise<void> {
  for (const late = Date.now() + RECOVERED_WITHIN_MS; Date.now() < late; await delay(200)) {
    if (isTrue()) return;
  }
}

function verdictsOnHeld(
  held: readonly string[],
  { from, to }: Outage,
  counted: ReadonlyMap<string | undefined, number>,
  asked: readonly Asked[],
): Promised[] {
  const lastMs = Math.max(...held.map((id) => (counted.get(id) ?? Number.POSITIVE_INFINITY) - from));
  const begun = asked.filter(
    ({ at, collector, ids }) => at > to && collector === A && ids.some((id) => held.includes(id)),
  );
  return [
    {
      what: `what the stopped relay held (${held.length} events) was counted by the other's doing, the last one ${(lastMs / 1000).toFixed(1)} s after the stop (lease 15 s)`,
      isKept: held.length > 0 && lastMs < ASLEEP_MS,
    },
    {
      what: `requests that it began for them after it woke: ${begun.length}`,
      isKept: begun.length === 0,
    },
  ];
}

function verdictsOnAll(acknowledgedAt: ReadonlyMap<string, number>, stand: OutageStand): Promised[] {
  const counted = countedAt(stand);
  const missing = [...acknowledgedAt.keys()].filter((id) => !counted.has(id));
  const slowest = Math.max(...[...acknowledgedAt].map(([id, at]) => (counted.get(id) ?? at) - at));
  // By the order: an event under another id would count again, and look like another one.
  const orders = stand.ledger.events().map(({ properties }) => properties.order_id);
  const twice = orders.length - new Set(orders).size;
  return [
    {
      what: `${acknowledgedAt.size} acknowledged events, missing at TikTok: ${missing.length}; the longest way there took ${(slowest / 1000).toFixed(1)} s`,
      isKept: acknowledgedAt.size > 0 && missing.length === 0,
    },
    { what: `counted twice at TikTok: ${twice}`, isKept: twice === 0 },
  ];
}

async function verdictOnDatabase(url: string, counted: number): Promise<Promised> {
  const { due, dead, accepted } = await leftIn(url);
  return {
    what: `in the database: ${due} due, ${dead} dead, ${accepted} accepted of ${counted} counted`,
    isKept: due === 0 && dead === 0 && accepted === counted,
  };
}

/** What became of all events, once none is under way. */
async function leftIn(url: string): Promise<Record<'due' | 'dead' | 'accepted', number>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (let tries = 1; ; tries++) {
      const { rows } = await client.query(
        `SELECT (SELECT count(*)::int FROM clickthread.outbox) AS due,
                count(*) FILTER (WHERE state = 'dead')::int AS dead,
                count(*) FILTER (WHERE state = 'accepted')::int AS accepted FROM clickthread.settled`,
      );
      if (rows[0].due === 0 || tries === 200) return rows[0];
      await delay(100);
    }
  } finally {
    await client.end();
  }
}
