import { once } from 'node:events';
import { createServer } from 'node:net';

const TRIES = 20;
/** A browser takes `*.localhost` for either; somebody else's server on one of them would be met by chance. */
const LOOPBACKS = ['127.0.0.1', '::1'];

/** The wanted port, or the next one that nobody listens on. */
export async function freePort(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + TRIES; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Error(
    `The ports ${wanted} to ${wanted + TRIES - 1} are all taken. Stop one of the programs there.`,
  );
}

async function isFree(port: number): Promise<boolean> {
  for (const host of LOOPBACKS) {
    const probe = createServer().listen(port, host);
    try {
      await once(probe, 'listening');
    } catch (error) {
      // Machines without IPv6 cannot have anybody listen there.
      if (codeOf(error) !== 'EADDRNOTAVAIL' && codeOf(error) !== 'EAFNOSUPPORT') return false;
      continue;
    }
    const closed = once(probe, 'close');
    probe.close();
    await closed;
  }
  return true;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
