import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those that systems give to connections and to whoever asks for any port (on Linux from 32768 on, elsewhere from
 * 49152): between the asking and the listening, one of these may become somebody else's.
 * https://www.rfc-editor.org/rfc/rfc6056#section-3.2
 * And above the last one that browsers refuse (10080). https://fetch.spec.whatwg.org/#port-blocking
 */
const [FIRST, END] = [10_100, 32_000];
const TRIES = 50;

/** A port that nobody has at the moment of asking, for programs that do not take 0 and say which one they got. */
export async function anyFreePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = FIRST + Math.floor(Math.random() * (END - FIRST));
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${TRIES} ports between ${FIRST} and ${END} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return false;
  }
  await new Promise((resolve) => probe.close(resolve));
  return true;
}
