import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { ConfigError, readConfig } from './config/config.ts';
import { startWarnings } from './config/start-warnings.ts';
import { createPageWatch } from './dashboard/pages.ts';
import { createCollectorServer, SERVER_LIMITS } from './http/collector-server.ts';
import { createHealth } from './http/health.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { readTagBundles } from './http/tag-bundles.ts';
import { createTagFiles } from './http/tag-files.ts';
import { createIngest } from './ingest.ts';
import { createMetrics } from './insight/metrics.ts';
import { tellStoreState } from './insight/store-state.ts';
import { nodeVersionFault } from './node-version.ts';
import { packageRoot, packageVersion } from './package-version.ts';
import { createPrepare } from './prepare.ts';
import { createRelay } from './relay/relay.ts';
import { eventNameFault, prepareRulesOf } from './rules.ts';
import { boundQueue } from './store/bound-queue.ts';
import { openStore } from './store/open-store.ts';
import { createEventsApi } from './tiktok/events-api.ts';
import { CLICK_WINDOW_DAYS, REQUEST_TIMEOUT_MS } from './tiktok/limits.ts';

/** Composition root: the only place that reads the environment, the clock, chance and the network. */

/** How long the collector still listens after SIGTERM, while it says that it is not ready: load balancers need a moment. */
const NOTICE_MS = 500;

/** How long requests under way may take to finish then. `docker stop` kills after ten seconds, Kubernetes after thirty. */
const DRAIN_MS = 8000;
const SWEEP_EVERY_MS = 60_000;

// What is imported above loads in an older Node; the embedded database would not.
const versionFault = nodeVersionFault(process.versions.node);
if (versionFault) exit(versionFault);

const { config, rules } = readConfigOrExit();
const log = pino({ level: config.LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime });
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const clock = () => performance.now();
const metrics = createMetrics(clock);
const opened = await openStore({
  url: config.DATABASE_URL,
  now: Date.now,
  // Whoever watches the process starts it again; without its database it would only say 503.
  onGone: (error) => exit(`cannot use DATABASE_URL: ${messageOf(error)}`),
}).catch((error) => exit(`cannot use DATABASE_URL: ${messageOf(error)}`));
const bounds = { maxEvents: config.MAX_QUEUE_EVENTS, maxBytes: config.MAX_QUEUE_BYTES };
const bounded = await boundQueue(metrics.watched(opened), bounds, clock);
const { store, isTold } = tellStoreState(bounded, { now: clock, log });
const relay = createRelay({
  store,
  track: metrics.timed(
    createEventsApi({ baseUrl: config.TIKTOK_API_URL, timeoutMs: REQUEST_TIMEOUT_MS, fetch }),
  ),
  observe: metrics.seeSettlements,
  onPause: metrics.seePause,
  tokenOf: (code, source) =>
    config.pixels.find((each) => each.code === code && each.source === source)?.token,
  now: Date.now,
  random: Math.random,
  requestsPerSecond: config.TIKTOK_REQUESTS_PER_SECOND,
  log,
});
const ingest = createIngest(store, createPrepare(rules), Date.now, metrics.seeEvent);
const health = createHealth(store);
const { bundles, version } = readTagOrExit();
const tag = createTagFiles(bundles, {
  version,
  movingPath: config.TAG_PATH,
  linkDomains: config.LINK_DOMAINS,
});
const webPixels = config.pixels.filter(({ source }) => source === 'web').map(({ code }) => code);
const pages = createPageWatch(webPixels, (fields, message) => log.warn(fields, message));
const app = createApp({
  config,
  ingest,
  store,
  relay,
  health,
  tag,
  pages,
  limits: {
    client: createRateLimit(config.RATE_LIMIT_CLIENT, 'RATE_LIMIT_CLIENT'),
    key: createRateLimit(config.RATE_LIMIT_KEY, 'RATE_LIMIT_KEY'),
  },
  watch: { ...metrics, clock, scrape: () => metrics.scrape(store) },
  now: Date.now,
  onError(error) {
    if (!isTold(error)) log.error({ error: messageOf(error) }, 'a request could not be served');
  },
});

const server = createCollectorServer(app, SERVER_LIMITS);
server.on('error', (error) => exit(`cannot listen on ${config.HOST}:${config.PORT}: ${error.message}`));
server.listen(config.PORT, config.HOST, () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : config.PORT;
  const { frozenPath, integrity, integrities } = tag;
  log.info({ port, tag: frozenPath, integrity, files: integrities }, 'listening');
  for (const warning of startWarnings(config)) log.warn(warning);
  if (config.COOKIE_DAYS > CLICK_WINDOW_DAYS + 2) {
    log.info(
      { days: config.COOKIE_DAYS, clickWindowDays: CLICK_WINDOW_DAYS },
      'COOKIE_DAYS is longer than any click counts at TikTok: a click that old is kept, and sent, for nothing',
    );
  }
});
store.onDue(relay.wake);
relay.start();
const sweeping = setInterval(() => {
  store.sweep().catch((error) => log.error({ error: messageOf(error) }, 'the sweep failed; it runs again'));
}, SWEEP_EVERY_MS);

/** Drain: say not ready, finish what is under way, return what is leased, close the store. */
async function stop(signal: string): Promise<void> {
  log.info({ signal }, 'draining');
  health.drain();
  clearInterval(sweeping);
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  await delay(NOTICE_MS);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that was busy until now stays open for the next request of its client: close it as it falls idle.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await Promise.all([closed, relay.stop()]);
  clearInterval(idle);
  clearTimeout(late);
  // What was answered is on disk, so a database that cannot be reached is no reason to stay.
  await store.close().then(
    () => log.info('stopped'),
    (error) =>
      log.warn(
        { error: messageOf(error) },
        'stopped without closing the store: what is leased falls due again by itself',
      ),
  );
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop(signal).then(
      () => process.exit(0),
      (error) => exit(messageOf(error)),
    );
  });
}

function readConfigOrExit() {
  try {
    const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'), eventNameFault);
    return { config, rules: prepareRulesOf(config) };
  } catch (error) {
    if (error instanceof ConfigError) return exit(error.message);
    throw error;
  }
}

/** The tag's bundles and the version of the package they belong to. */
function readTagOrExit(): { bundles: ReadonlyMap<string, string>; version: string } {
  try {
    return { bundles: readTagBundles(new URL('dist/', packageRoot)), version: packageVersion() };
  } catch {
    return exit('dist/tag.js is missing: run "npm run build" first');
  }
}

function exit(message: string): never {
  process.stderr.write(`clickthread: ${message}\n`);
  process.exit(1);
}
