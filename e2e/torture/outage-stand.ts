import { anyFreePort } from '../any-free-port.ts';
import { type CollectorProcess, startCollector } from '../collector-process.ts';
import { type PostgresServer, startPostgres } from '../postgres-server.ts';
import type { BehaviourOf } from '../simulator/events-api.ts';
import type { Ledger } from '../simulator/ledger.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts';
import { type SteadyLoad, startSteadyLoad } from './steady-load.ts';

const PIXEL = 'C4TEST00000000000000';
const TOKEN = 'token-of-the-simulated-tiktok';
const KEY = 'server-key-0123456789';
/** By its name for TikTok's host one sees whose relay asks. */
const HOSTS = ['127.0.0.1', 'localhost'] as const;

/** The places of the two collectors. */
export const [A, B] = [0, 1] as const;
export type Place = typeof A | typeof B;

/** A request that a relay sent. */
export interface Asked {
  readonly at: number;
  readonly collector: Place;
  readonly ids: readonly string[];
}

/** Two collectors on one Postgres, behind a network that can be cut, with load on both; and a simulated TikTok. */
export interface OutageStand {
  readonly postgres: PostgresServer;
  readonly network: TcpProxy;
  readonly ledger: Ledger;
  readonly load: SteadyLoad;
  /** All requests of both relays. */
  readonly asked: readonly Asked[];
  collector(place: Place): CollectorProcess;
  restart(place: Place): Promise<void>;
  /** Refuses the next request of this collector's relay, and calls back with its ids before that is answered. */
  refuseNext(place: Place, before: (ids: readonly string[]) => void): void;
}

/** @param undo is given what to do at the end, whatever comes */
export async function startOutageStand(undo: (() => Promise<unknown>)[]): Promise<OutageStand> {
  const asked: Asked[] = [];
  let refusal: { readonly place: Place; readonly before: (ids: readonly string[]) => void } | undefined;
  const behaviourOf: BehaviourOf = ({ host, body }) => {
    const collector = host.startsWith(HOSTS[A]) ? A : B;
    const ids = (JSON.parse(body) as { data: { event_id: string }[] }).data.map(({ event_id }) => event_id);
    asked.push({ at: Date.now(), collector, ids });
    if (collector !== refusal?.place) return undefined;
    refusal.before(ids);
    refusal = undefined;
    // The answer waits for the sender to wake: a relay that believed itself the owner would bury or split.
    return { answerCode: 40002 };
  };

  const postgres = await startPostgres();
  undo.push(postgres.destroy);
  const network = await startTcpProxy(postgres.port);
  undo.push(network.close);
  const tiktok = await startSimulator({ pixels: [{ code: PIXEL, token: TOKEN }], behaviourOf });
  undo.push(tiktok.close);
  const ports = [await anyFreePort(), await anyFreePort()] as const;
  const start = (place: Place) =>
    startCollector({
      TIKTOK_PIXEL_CODE: PIXEL,
      TIKTOK_ACCESS_TOKEN: TOKEN,
      TIKTOK_API_URL: `http://${HOSTS[place]}:${tiktok.port}`,
      DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${network.port}/`),
      SERVER_KEYS: KEY,
      PORT: String(ports[place]),
    });
  const collectors: CollectorProcess[] = [];
  undo.push(() => Promise.all(collectors.map((each) => each.kill('SIGKILL'))));
  for (const place of [A, B] as const) collectors.push(await start(place));
  const urls = collectors.map(({ url }) => url);

  return {
    postgres,
    network,
    ledger: tiktok.ledger,
    load: startSteadyLoad(urls, KEY, PIXEL),
    asked,
    collector: (place) => collectors[place] as CollectorProcess,
    async restart(place) {
      collectors[place] = await start(place);
    },
    refuseNext(place, before) {
      refusal = { place, before };
    },
  };
}
