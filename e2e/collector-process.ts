import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../collector/main.ts', import.meta.url));

/** The collector as the package ships it, without a step that takes types away: `npm run build` makes it. */
export const BUILT = [
  process.execPath,
  fileURLToPath(new URL('../dist/modules/collector/main.js', import.meta.url)),
];

/**
 * Where processes that end by themselves leave what they compiled, and the next ones find it: half of a start is
 * compiling. What is measured sets NODE_DISABLE_COMPILE_CACHE.
 * https://nodejs.org/docs/latest-v24.x/api/module.html#module-compile-cache
 */
export const COMPILED = fileURLToPath(new URL('../node_modules/.cache/clickthread', import.meta.url));

/** How long a collector may take until it listens; these are seconds of a slow, shared machine. */
const START_MS = 20_000;

/** A real collector in a process of its own. */
export interface CollectorProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Sends the signal (SIGTERM by default) and waits until the process is gone; returns its exit code. */
  kill(signal?: NodeJS.Signals): Promise<number | null>;
  /** Waits until the process is gone, whoever ends it. */
  exited(): Promise<number | null>;
  /** All that it has logged. */
  stdout(): string;
}

export interface StartOptions {
  /** What stands before the program and its arguments, as `nice` does; it has to become the program itself. */
  readonly before?: readonly string[];
  /** Instead of this checkout's own. */
  readonly program?: readonly string[];
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** The program starts others, as npx does: they make a group of processes, and `kill` reaches all of it. */
  readonly detached?: boolean;
  /** Ends it by SIGKILL, also while it starts; the start then fails. */
  readonly signal?: AbortSignal;
}

/** Starts the collector with these variables and nothing else from the environment but PATH; waits until it listens. */
export async function startCollector(
  env: Readonly<Record<string, string>>,
  { before = [], program = [process.execPath, MAIN], signal, ...asChild }: StartOptions = {},
): Promise<CollectorProcess> {
  const [file = '', ...args] = [...before, ...program];
  const child = spawn(file, args, {
    ...asChild,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', NODE_COMPILE_CACHE: COMPILED, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  function end(how: NodeJS.Signals): void {
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (asChild.detached && child.pid && isRunning) process.kill(-child.pid, how);
    else child.kill(how);
  }
  signal?.addEventListener('abort', () => end('SIGKILL'));
  let output = '';
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  // One listener gathers for good, so that the pipe never fills up and stalls the process.
  const gather = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', gather);
  child.stderr.on('data', gather);

  const port = await listeningPort(child, gone, () => output).catch((error) => {
    end('SIGKILL');
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    // It listens, so it was started.
    pid: child.pid as number,
    kill(signal = 'SIGTERM') {
      end(signal);
      return gone;
    },
    exited: () => gone,
    stdout: () => output,
  };
}

/** Runs a collector that cannot start to its end, as an orchestrator would. */
export async function runCollector(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...env } });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, code };
}

function listeningPort(
  child: ChildProcess,
  gone: Promise<number | null>,
  output: () => string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`the collector ${what}:\n${output()}`));
    const timer = setTimeout(() => fail(`did not listen within ${START_MS / 1000} s`), START_MS);
    const look = () => {
      const found = /"port":(\d+).*"msg":"listening"/.exec(output());
      if (!found) return;
      clearTimeout(timer);
      child.stdout?.off('data', look);
      resolve(Number(found[1]));
    };
    child.stdout?.on('data', look);
    void gone.then((code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
  });
}
