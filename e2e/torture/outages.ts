import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { anyFreePort } from '../any-free-port.ts';
import { type CollectorProcess, startCollector } from '../collector-process.ts';
import { startPostgres } from '../postgres-server.ts';
import type { Hardship } from '../simulator/events-api.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { startTcpProxy } from '../tcp-proxy.ts';
import { type Outage, verdictsOn } from './outage-verdicts.ts';
import type { Promised } from './promised.ts';
import { startSteadyLoad } from './steady-load.ts';

const PIXEL = 'C4TEST00000000000000';
const TOKEN = 'token-of-the-simulated-tiktok';
const KEY = 'server-key-0123456789';
/** By its name for TikTok's host one sees whose relay asks. */
const HOSTS = ['127.0.0.1', 'localhost'] as const;
const [A, B] = [0, 1];
const BEFORE_MS = 3000;
const DEAD_MS = 5000;
/** The lease of a relay is 15 s: it has been over for a while when the relay wakes. */
const ASLEEP_MS = 22_000;
const DOWN_MS = 5000;
const CUT_OFF_MS = 30_000;
const RECOVERED_WITHIN_MS = 60_000;

/** Two collectors on one Postgres, with load all the time, and each part of it failing in turn. */
export async function tortureOutages(): Promise<readonly Promised[]> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    return await sufferAll(undo);
  } finally {
    for (const each of undo.reverse()) await each();
  }
}

/** @param undo is given what to do at the end, whatever comes */
async function sufferAll(undo: (() => Promise<unknown>)[]): Promise<readonly Promised[]> {
  /** Called with the next request of the first collector's relay, which is refused. */
  let whenAsked: ((ids: readonly string[]) => void) | undefined;
  const asked: { readonly at: number; readonly collector: number; readonly ids: readonly string[] }[] = [];
  const hardship: Hardship = ({ host, body }) => {
    const collector = host.startsWith(HOSTS[0]) ? A : B;
    const ids = (JSON.parse(body) as { data: { event_id: string }[] }).data.map(({ event_id }) => event_id);
    asked.push({ at: Date.now(), collector, ids });
    if (collector !== A || !whenAsked) return undefined;
    whenAsked(ids);
    whenAsked = undefined;
    // The answer waits for the sender to wake: a relay that believed itself the owner would bury or split.
    return { answerCode: 40002 };
  };

  const postgres = await startPostgres();
  undo.push(postgres.destroy);
  const network = await startTcpProxy(postgres.port);
  undo.push(network.close);
  const tiktok = await startSimulator({ pixels: [{ code: PIXEL, token: TOKEN }], hardship });
  undo.push(tiktok.close);
  const ports = [await anyFreePort(), await anyFreePort()];
  const start = (index: number) =>
    startCollector({
      TIKTOK_PIXEL_CODE: PIXEL,
      TIKTOK_ACCESS_TOKEN: TOKEN,
      TIKTOK_API_URL: `http://${HOSTS[index] as string}:${tiktok.port}`,
      DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${network.port}/`),
      SERVER_KEYS: KEY,
      PORT: String(ports[index]),
    });
  const collectors: CollectorProcess[] = [];
  undo.push(() => Promise.all(collectors.map((each) => each.kill('SIGKILL'))));
  for (const index of [A, B]) collectors.push(await start(index));
  const a = () => collectors[A] as CollectorProcess;
  const load = startSteadyLoad(
    collectors.map(({ url }) => url),
    KEY,
    PIXEL,
  );
  const outages: Outage[] = [];
  const countedAt = () => new Map(tiktok.ledger.events().map((each) => [each.event_id, each.first_at]));

  /** Waits until each collector has taken something that was sent after this time, and TikTok has counted it. */
  async function recovered(since: number): Promise<void> {
    for (const deadline = Date.now() + RECOVERED_WITHIN_MS; Date.now() < deadline; await delay(200)) {
      const counted = countedAt();
      const isBack = (collector: number) =>
        load.exchanges.some(
          (each) =>
            each.collector === collector &&
            each.from >= since &&
            each.status === 202 &&
            each.ids.every((id) => counted.has(id)),
        );
      if (isBack(A) && isBack(B)) return;
    }
  }

  async function suffer(
    outage: Omit<Outage, 'from' | 'to'>,
    run: () => Promise<Pick<Outage, 'from' | 'to'>>,
  ) {
    await delay(BEFORE_MS);
    const times = await run();
    await recovered(times.to);
    outages.push({ ...outage, ...times });
  }

  await suffer({ name: 'kill -9 of one collector', victim: A }, async () => {
    const from = Date.now();
    await a().kill('SIGKILL');
    await delay(DEAD_MS);
    collectors[A] = await start(A);
    return { from, to: Date.now() };
  });

  let held: readonly string[] = [];
  let [stoppedAt, wokenAt] = [0, 0];
  await suffer({ name: 'SIGSTOP of one collector past its leases', victim: A }, async () => {
    held = await new Promise<readonly string[]>((resolve) => {
      whenAsked = (ids) => {
        process.kill(a().pid, 'SIGSTOP');
        resolve(ids);
      };
    });
    stoppedAt = Date.now();
    await delay(ASLEEP_MS);
    wokenAt = Date.now();
    process.kill(a().pid, 'SIGCONT');
    return { from: stoppedAt, to: wokenAt };
  });
  const heldCounted = held.map((id) => (countedAt().get(id) ?? Number.POSITIVE_INFINITY) - stoppedAt);
  const begun = asked.filter(
    ({ at, collector, ids }) => at > wokenAt && collector === A && ids.some((id) => held.includes(id)),
  );

  await suffer({ name: 'Postgres restarted' }, async () => {
    await postgres.stop();
    const from = Date.now();
    await delay(DOWN_MS);
    await postgres.start();
    return { from, to: Date.now() };
  });

  await suffer({ name: 'Postgres refused by the network for 30 s' }, async () => {
    await network.refuse();
    const from = Date.now();
    await delay(CUT_OFF_MS);
    await network.pass('is forgotten');
    return { from, to: Date.now() };
  });
  for (const after of ['arrives', 'is forgotten'] as const) {
    await suffer({ name: `Postgres cut off in silence for 30 s; what was sent ${after}` }, async () => {
      network.stall();
      const from = Date.now();
      await delay(CUT_OFF_MS);
      await network.pass(after);
      return { from, to: Date.now() };
    });
  }

  await load.stop();
  const acknowledgedAt = new Map(
    load.exchanges.flatMap(({ status, ids, to }) => (status === 202 ? ids.map((id) => [id, to]) : [])),
  );
  const acknowledged = [...acknowledgedAt.keys()];
  for (const deadline = Date.now() + RECOVERED_WITHIN_MS; Date.now() < deadline; await delay(200)) {
    const counted = countedAt();
    if (acknowledged.every((id) => counted.has(id))) break;
  }
  const counted = countedAt();
  const missing = acknowledged.filter((id) => !counted.has(id));
  const slowest = Math.max(...[...acknowledgedAt].map(([id, at]) => (counted.get(id) ?? at) - at));
  // By the order: an event under another id would count again, and look like another one.
  const orders = tiktok.ledger.events().map(({ properties }) => properties.order_id);
  const twice = orders.length - new Set(orders).size;
  const left = await leftIn(postgres.url);
  return [
    ...outages.flatMap((outage) => verdictsOn(outage, load.exchanges, counted)),
    {
      what: `what the stopped relay held (${held.length} events) was counted by the other's doing, the last one ${(Math.max(...heldCounted) / 1000).toFixed(1)} s after the stop (lease 15 s)`,
      isKept: held.length > 0 && Math.max(...heldCounted) < ASLEEP_MS,
    },
    {
      what: `requests that it began for them after it woke: ${begun.length}`,
      isKept: begun.length === 0,
    },
    {
      what: `${acknowledged.length} acknowledged events, missing at TikTok: ${missing.length}; the longest way there took ${(slowest / 1000).toFixed(1)} s`,
      isKept: missing.length === 0,
    },
    { what: `counted twice at TikTok: ${twice}`, isKept: twice === 0 },
    {
      what: `in the database: ${left.due} due, ${left.dead} dead, ${left.accepted} accepted of ${counted.size} counted`,
      isKept: left.due === 0 && left.dead === 0 && left.accepted === counted.size,
    },
  ];
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
