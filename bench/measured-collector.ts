import { join } from 'node:path';
import { BUILT, type CollectorProcess, startCollector } from '../e2e/collector-process.ts';
import { atExit } from './at-exit.ts';
import { PIXEL, SHOP_ORIGIN } from './page-event.ts';
import { createScratch } from './scratch.ts';
import type { Sink } from './start-sink.ts';

export const SERVER_KEY = 'key-of-the-bench';

/** The load is one client with one key; each of its requests is counted all the same. */
const NO_LIMIT = '1000000000';

/**
 * Starts the real collector, as it is packaged, whose events go to the sink.
 *
 * @param file its database; a new one where nothing is said
 */
export async function startMeasuredCollector(sink: Sink, file?: string): Promise<CollectorProcess> {
  // Before the collector, so that the folder is removed after the collector's end.
  const database = file ?? join(createScratch(), 'clickthread.db');
  const env = {
    PORT: '0',
    DATABASE_URL: `sqlite:${database}`,
    SITE_ORIGINS: SHOP_ORIGIN,
    SERVER_KEYS: SERVER_KEY,
    TRUST_PROXY: 'loopback',
    RATE_LIMIT_CLIENT: NO_LIMIT,
    RATE_LIMIT_KEY: NO_LIMIT,
    TIKTOK_PIXEL_CODE: PIXEL,
    TIKTOK_ACCESS_TOKEN: 'token-of-the-bench',
    TIKTOK_API_URL: `http://127.0.0.1:${sink.port}`,
    NODE_DISABLE_COMPILE_CACHE: '1',
  };
  const collector = await startCollector(env, { program: BUILT });
  atExit(() => void collector.kill('SIGKILL'));
  return collector;
}
