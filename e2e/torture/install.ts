import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type CollectorProcess, type StartOptions, startCollector } from '../collector-process.ts';
import { type PackageLock, productionLicences } from '../licences/licences.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import type { Promised } from './promised.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PIXEL = 'C4TEST00000000000000';
const TOKEN = 'access-token-7f3a9c51e2';
const KEY = 'server-key-5b1d0c9e77';
const DELIVERED_WITHIN_MS = 10_000;

/** `nobody` of most systems; anybody but root may become nobody else, and is an ordinary user himself. */
const NOBODY = 65_534;
const user: Pick<StartOptions, 'uid' | 'gid'> = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/**
 * The package as npm packs it, with what it depends on and nothing else, in a folder that nobody may write into:
 * `npx clickthread start` there, as an ordinary user.
 */
export async function install(): Promise<Promised[]> {
  const folder = mkdtempSync(join(tmpdir(), 'clickthread-install-'));
  const simulator = await startSimulator({ pixels: [{ code: PIXEL, token: TOKEN }] });
  const [code, data] = [join(folder, 'code'), join(folder, 'data')];
  try {
    chmodSync(folder, 0o755);
    installInto(code);
    mkdirSync(data);
    if (user.uid !== undefined) chownSync(data, user.uid, user.gid ?? user.uid);
    return [await works(code, data, simulator), await refuses(code, simulator)];
  } finally {
    await simulator.close();
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  }
}

/** As `npm install clickthread` would, with the packages of this checkout instead of the registry's. */
function installInto(code: string): void {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as PackageLock;
  for (const { path } of productionLicences(lock)) {
    cpSync(join(ROOT, path), join(code, path), { recursive: true });
  }
  const own = join(code, 'node_modules/clickthread');
  mkdirSync(own);
  execFileSync('npm', ['pack', ROOT, '--ignore-scripts', '--silent'], { cwd: dirname(code) });
  const { version, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const tarball = join(dirname(code), `clickthread-${version}.tgz`);
  execFileSync('tar', ['-xzf', tarball, '-C', own, '--strip-components=1']);
  mkdirSync(join(code, 'node_modules/.bin'));
  symlinkSync(join('../clickthread', bin.clickthread), join(code, 'node_modules/.bin/clickthread'));
  execFileSync('chmod', ['-R', 'a-w', code]);
}

/** Starts it in the folder of the code. */
function start(code: string, simulator: Simulator, settings: Readonly<Record<string, string>> = {}) {
  return startCollector(
    {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      TIKTOK_PIXEL_CODE: PIXEL,
      TIKTOK_ACCESS_TOKEN: TOKEN,
      TIKTOK_API_URL: simulator.url,
      PORT: '0',
      SERVER_KEYS: KEY,
      ...settings,
    },
    { ...user, cwd: code, program: ['npx', 'clickthread', 'start'], detached: true },
  );
}

async function works(code: string, data: string, simulator: Simulator): Promise<Promised> {
  let status: number | undefined;
  let isDelivered = false;
  let collector: CollectorProcess | undefined;
  try {
    collector = await start(code, simulator, { DATABASE_URL: `sqlite:${join(data, 'clickthread.db')}` });
    const event = { event: 'Purchase', event_id: 'installed', user: { user_agent: 'Mozilla/5.0' } };
    const answer = await fetch(`${collector.url}/v1/events`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ events: [{ ...event, page: { url: 'https://shop.example/' } }] }),
    });
    status = answer.status;
    for (const late = Date.now() + DELIVERED_WITHIN_MS; !isDelivered && Date.now() < late; await delay(20)) {
      isDelivered = simulator.ledger.events().some(({ event_id }) => event_id === 'installed');
    }
  } catch (error) {
    console.error(String(error));
  }
  await collector?.kill('SIGKILL');
  const who = user.uid === undefined ? 'the user of this shell' : `user ${user.uid}`;
  return {
    what: `npx clickthread start, as ${who}, in a folder of code that is read-only: answered ${status}, ${isDelivered ? '' : 'not '}delivered`,
    isKept: status === 202 && isDelivered,
  };
}

/** The database's own place is beside the code, where nothing may be written. */
async function refuses(code: string, simulator: Simulator): Promise<Promised> {
  const said = await start(code, simulator).then(
    async (collector) => {
      await collector.kill('SIGKILL');
      return 'it started';
    },
    (error: Error) => error.message,
  );
  const line = said.split('\n').find((each) => each.startsWith('clickthread:')) ?? said;
  return {
    what: `without a place for its data it says so: ${line}`,
    isKept:
      line.includes(`the folder ${join(code, 'data')} cannot be made`) && line.includes('make it, writable'),
  };
}
