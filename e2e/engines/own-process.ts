import { type ChildProcess, spawn } from 'node:child_process';

/** How long a browser or its driver may take until it is ready; these are seconds of a slow, shared machine. */
const START_MS = 30_000;

/** How long one may take to end by itself. */
const END_MS = 3000;

/** A process that the tests started, together with everything that it starts itself. */
export interface OwnProcess {
  /** What `ready` matched in its output. */
  readonly matched: RegExpExecArray;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it prints, to either output, when it is ready. Left out: it is ready at once. */
  readonly ready?: RegExp;
}

/**
 * Starts a process in a group of its own, so that `stop` also ends its children, and waits until it is ready.
 *
 * @throws Error with all its output where it ends before, or is not ready within `START_MS`
 */
export async function startProcess(
  command: string,
  args: readonly string[],
  { env = {}, ready = /^/ }: StartOptions = {},
): Promise<OwnProcess> {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const killNow = () => signalGroup(child, 'SIGKILL');
  process.once('exit', killNow);
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void gone.then(() => process.off('exit', killNow));
  const stop = async () => {
    // Asked to end, it takes its files in /tmp along.
    signalGroup(child, 'SIGTERM');
    const timer = setTimeout(killNow, END_MS);
    await gone;
    clearTimeout(timer);
  };
  try {
    return { matched: await untilReady(command, child, ready), stop };
  } catch (error) {
    killNow();
    throw error;
  }
}

function untilReady(command: string, child: ChildProcess, ready: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (what: string) => reject(new Error(`${command} ${what}:\n${output}`));
    const timer = setTimeout(() => fail(`was not ready within ${START_MS / 1000} s`), START_MS);
    const look = () => {
      const matched = ready.exec(output);
      if (!matched) return;
      clearTimeout(timer);
      resolve(matched);
    };
    // Read to the end in any case: a full pipe would stall the process.
    const gather = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000);
      look();
    };
    child.stdout?.on('data', gather);
    child.stderr?.on('data', gather);
    child.once('error', (error) => fail(`did not start (${error.message})`));
    child.once('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
    look();
  });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: everything in it has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
