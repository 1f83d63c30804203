import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../collector/cli/main.ts', import.meta.url));
/** As `npx clickthread` runs it, without a step that takes types away. */
const BUILT_MAIN = fileURLToPath(new URL('../dist/modules/collector/cli/main.js', import.meta.url));
const LOOK_EVERY_MS = 2;

export interface Imported {
  /** null where it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes; 0 on systems without /proc. */
  readonly peakMemory: number;
}

interface RunOptions {
  /** Ends it by SIGKILL as soon as its checkpoint has come so far. */
  readonly killAtRow?: number;
  /** Runs what `npm run build` has made. */
  readonly isBuilt?: boolean;
}

/** Runs `clickthread import` in a process of its own, in the folder of the file. */
export async function runImport(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { killAtRow = Number.POSITIVE_INFINITY, isBuilt = false }: RunOptions = {},
): Promise<Imported> {
  const child = spawn(process.execPath, [isBuilt ? BUILT_MAIN : MAIN, 'import', file, ...args], {
    cwd: dirname(file),
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let isOver = false;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const closed = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      isOver = true;
      resolve(code);
    });
  });
  let peakMemory = 0;
  while (!isOver) {
    peakMemory = Math.max(peakMemory, peakMemoryOf(child.pid));
    if (rowOf(file) >= killAtRow) child.kill('SIGKILL');
    await delay(LOOK_EVERY_MS);
  }
  return { code: await closed, stdout, stderr, peakMemory };
}

/** The row that the checkpoint beside the file has come to. */
function rowOf(file: string): number {
  try {
    const { row } = JSON.parse(readFileSync(`${file}.clickthread-progress.json`, 'utf8')) as { row: number };
    return row;
  } catch {
    return 0;
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html : the highest resident set so far, in kB. */
function peakMemoryOf(pid: number | undefined): number {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}
