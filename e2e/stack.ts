import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anyFreePort } from './any-free-port.ts';
import { type CollectorProcess, startCollector } from './collector-process.ts';
import { type ReverseProxy, startReverseProxy } from './reverse-proxy.ts';
import { createShop } from './simulator/shop/shop.ts';
import type { Buyer, ShopFault } from './simulator/shop/shop-options.ts';
import { type HostMount, type Simulator, startSimulator } from './simulator/simulator.ts';

/** The pixel of the shop. */
export const PIXEL_CODE = 'C4DEMO00000000000000';
/** Another one of the same owner, which the simulated TikTok and the collector know too. */
export const SECOND_PIXEL_CODE = 'C4SECOND000000000000';
/** An offline event set, which the simulated TikTok knows; the collector does where it is configured. */
const EVENT_SET_ID = '7123456789012345678';

export interface StackOptions {
  /** Port of the simulated TikTok and the shop; a free one where it is not given. */
  readonly port?: number;
  readonly collectorPort?: number;
  readonly fault?: ShopFault | undefined;
  readonly sampleBuyer?: Buyer;
  /** Puts a proxy before the collector, as in life, that says that visitors come from here. */
  readonly visitorIp?: string;
  /** Further sites on the simulator's port, told where everything is. */
  readonly mount?: (addresses: Addresses) => readonly HostMount[];
  /** The collector has two pixels, so that events have to say which one they mean. */
  readonly secondPixel?: boolean;
  /** The collector has an offline event set too. */
  readonly eventSet?: boolean;
  /** Further variables of the collector. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Where everything is, for a browser and for servers. */
export interface Addresses {
  readonly ad: string;
  readonly shop: string;
  /** A second host of the shop's site, for pages that a test writes itself. */
  readonly www: string;
  /** The checkout, on another site. */
  readonly pay: string;
  readonly simulator: string;
  readonly collector: string;
  readonly adminToken: string;
  readonly serverKey: string;
  readonly accessToken: string;
}

/** The whole way on one machine: a simulated TikTok, a shop on two sites, and the real collector. */
export interface Stack {
  readonly addresses: Addresses;
  readonly simulator: Simulator;
  /** Where `visitorIp` asked for one. */
  readonly proxy: ReverseProxy | undefined;
  /** Folder of the database. */
  readonly dataDir: string;
  /** The running collector, or the last one that ran. */
  collector(): CollectorProcess;
  /** Starts the collector again on the same port and database. */
  restartCollector(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything and resolves when the collector listens; where it does not, the rest is undone. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const port = options.port ?? (await anyFreePort());
  const collectorPort = options.collectorPort ?? (await anyFreePort());
  const proxy = options.visitorIp ? await startReverseProxy(collectorPort, options.visitorIp) : undefined;
  const addresses: Addresses = {
    ad: `http://ad.localhost:${port}`,
    shop: `http://shop.localhost:${port}`,
    www: `http://www.shop.localhost:${port}`,
    pay: `http://pay.localhost:${port}`,
    simulator: `http://127.0.0.1:${port}`,
    collector: `http://127.0.0.1:${collectorPort}`,
    adminToken: secret(),
    serverKey: secret(),
    accessToken: secret(),
  };
  const dataDir = await mkdtemp(join(tmpdir(), 'clickthread-'));
  const simulator = await startSimulator({
    port,
    pixels: [PIXEL_CODE, SECOND_PIXEL_CODE, EVENT_SET_ID].map((code) => ({
      code,
      token: addresses.accessToken,
    })),
    mount: [
      ...createShop({
        port: () => port,
        pixelCode: PIXEL_CODE,
        pixelOrigin: () => `http://analytics.localhost:${port}`,
        tagUrl: `http://collect.shop.localhost:${proxy ? proxy.port : collectorPort}/tag.js`,
        fault: options.fault,
        sampleBuyer: options.sampleBuyer,
      }),
      ...(options.mount?.(addresses) ?? []),
    ],
  });
  const configFile = join(dataDir, 'config.json');
  const pixels = [
    ...(options.secondPixel ? [{ code: SECOND_PIXEL_CODE, token: 'env:TIKTOK_ACCESS_TOKEN' }] : []),
    ...(options.eventSet
      ? [{ code: EVENT_SET_ID, source: 'offline', token: 'env:TIKTOK_ACCESS_TOKEN' }]
      : []),
  ];
  if (pixels.length > 0) await writeFile(configFile, JSON.stringify({ pixels }));
  const env = {
    ...(pixels.length > 0 ? { CLICKTHREAD_CONFIG: configFile } : {}),
    TIKTOK_PIXEL_CODE: PIXEL_CODE,
    TIKTOK_ACCESS_TOKEN: addresses.accessToken,
    TIKTOK_API_URL: addresses.simulator,
    PORT: String(collectorPort),
    DATABASE_URL: `sqlite:${join(dataDir, 'clickthread.db')}`,
    SITE_ORIGINS: [addresses.shop, addresses.www, addresses.pay].join(),
    SERVER_KEYS: addresses.serverKey,
    ADMIN_TOKEN: addresses.adminToken,
    TRUST_PROXY: 'loopback',
    DEFAULT_COUNTRY: 'US',
    ...options.env,
  };
  let collector: CollectorProcess | undefined;

  async function stop(): Promise<void> {
    await collector?.kill();
    if (proxy) await proxy.close();
    await simulator.close();
    await rm(dataDir, { recursive: true, force: true });
  }

  try {
    collector = await startCollector(env);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    addresses,
    simulator,
    proxy,
    dataDir,
    collector: () => collector as CollectorProcess,
    async restartCollector() {
      collector = await startCollector(env);
    },
    stop,
  };
}

function secret(): string {
  return randomBytes(20).toString('hex');
}
