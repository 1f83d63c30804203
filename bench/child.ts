import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { atExit } from './at-exit.ts';

/** A program of this folder in a process of its own, so that no measure pays for another's work. */
export interface Child<Request, Reply> {
  /** Sends a message and waits for the answer; one at a time. */
  ask(request: Request): Promise<Reply>;
  kill(): void;
  readonly pid: number;
}

/** Starts `file` of this folder with `args`, and waits for the first message, which says that it is ready. */
export async function startChild<Request extends object, Reply, Ready = unknown>(
  file: string,
  args: readonly string[] = [],
): Promise<Child<Request, Reply> & { readonly ready: Ready }> {
  const child = fork(new URL(file, import.meta.url), args);
  atExit(() => child.kill('SIGKILL'));
  const ready = (await nextMessage(child, file)) as Ready;
  return {
    ready,
    // It has answered, so it was started.
    pid: child.pid as number,
    async ask(request) {
      child.send(request);
      return (await nextMessage(child, file)) as Reply;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

async function nextMessage(child: ChildProcess, file: string): Promise<unknown> {
  const over = new AbortController();
  try {
    const { signal } = over;
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`bench/${file} ended with code ${code}`);
      }),
    ]);
  } finally {
    over.abort();
  }
}
