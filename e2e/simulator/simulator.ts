import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendNotFound } from './answer.ts';
import { type Behaviour, createBehaviourSwitch, parseBehaviour } from './behaviour.ts';
import type { PixelAccess } from './envelope-rules.ts';
import { type BehaviourOf, createEventsApi } from './events-api.ts';
import { createLedger, type Ledger, type MergeScope } from './ledger.ts';
import { createPixelEndpoint } from './pixel-endpoint.ts';
import { createViews } from './views.ts';

/** A site served by the same server under its own host names: a shop, a demo page. */
export interface HostMount {
  matches(hostname: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

export interface SimulatorOptions {
  readonly port?: number;
  readonly host?: string;
  readonly pixels: readonly PixelAccess[];
  readonly now?: () => number;
  readonly mount?: readonly HostMount[];
  readonly mergeScope?: MergeScope;
  readonly behaviourOf?: BehaviourOf;
}

export interface Simulator {
  /** For servers: the Events API and the views under `/simulator/`. */
  readonly url: string;
  /** For pages: events.js on a host of its own, as TikTok's is. Browsers resolve *.localhost by themselves. */
  readonly scriptUrl: string;
  readonly port: number;
  readonly ledger: Ledger;
  setBehaviour(behaviour: Behaviour): void;
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Everything of TikTok's and the judge's own windows, behind one handler. */
function createTikTok({ pixels, now = Date.now, mergeScope = 'pixel-api', behaviourOf }: SimulatorOptions) {
  const ledger = createLedger({ mergeScope });
  const behaviour = createBehaviourSwitch();
  const api = createEventsApi({ pixels, ledger, behaviour, behaviourOf, now });
  const pixel = createPixelEndpoint({ pixels, ledger, now });
  const views = createViews({ ledger, api, pixel, behaviour, now });

  const handle: Handler = (request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://simulator.invalid');
    const path = url?.pathname ?? '/';
    if (url && path.startsWith('/simulator/')) return views.handle(request, response, url);
    if (path.startsWith('/open_api/')) return api.handle(request, response);
    if (path.startsWith('/i18n/pixel/') || path.startsWith('/api/v2/'))
      return pixel.handle(request, response, path);
    sendNotFound(response, path, now());
  };
  return { handle, ledger, behaviour };
}

const hostnameOf = (request: IncomingMessage) =>
  (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { port: wanted = 0, host = '127.0.0.1', mount = [] } = options;
  const tiktok = createTikTok(options);

  const server = createServer((request, response) => {
    const hostname = hostnameOf(request);
    const site = mount.find((candidate) => candidate.matches(hostname));
    if (site) return site.handle(request, response);
    // A fault of the judge itself must not look like one of TikTok's answers.
    Promise.resolve(tiktok.handle(request, response)).catch((error: unknown) => {
      console.error('simulator:', error);
      response.destroy();
    });
  });
  server.listen(wanted, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    scriptUrl: `http://analytics.localhost:${port}/i18n/pixel/events.js`,
    port,
    ledger: tiktok.ledger,
    setBehaviour: (behaviour) => tiktok.behaviour.set(parseBehaviour(behaviour)),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
