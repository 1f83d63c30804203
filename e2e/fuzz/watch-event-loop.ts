import { writeSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into the collector ahead of its own code: at each SIGUSR2 it writes how late the event loop was at the most
 * since the last one. The collector's own measure begins anew with each scrape, and anybody with the token may scrape.
 */
if (isMainThread) {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  process.on('SIGUSR2', () => {
    writeSync(1, `{"eventLoopLateMs":${delays.max / 1e6}}\n`);
    delays.reset();
  });
}
