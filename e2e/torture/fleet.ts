import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { COMPILED, type CollectorProcess, startCollector } from '../collector-process.ts';

/** Collectors that are killed and started again. */
export interface Fleet {
  /** How long each start took until the collector listened, ms. */
  readonly startsMs: readonly number[];
  /** Makes all starts quick: a process that is killed keeps nothing of what it compiled, and one that ends does. */
  compile(): Promise<void>;
  start(place: number): Promise<void>;
  /** Starts one that is killed after so long, be it ready by then or not. */
  startAndKill(afterMs: number): Promise<void>;
  kill(place: number): Promise<void>;
  /** The address of one that listens, each in turn; waits for it where none does. */
  target(): Promise<string>;
  /** Ends all of them as an operator would; their exit codes. */
  stop(): Promise<(number | null)[]>;
  /** Ends what still runs. */
  destroy(): Promise<void>;
}

/** Makes a fleet, of which none runs yet; its collectors have the same variables. */
export function createFleet(size: number, env: Readonly<Record<string, string>>): Fleet {
  const running = new Array<CollectorProcess | undefined>(size).fill(undefined);
  const startsMs: number[] = [];
  let turn = 0;
  let listening = Promise.withResolvers<void>();

  return {
    startsMs,
    async compile() {
      if (!existsSync(COMPILED)) await (await startCollector(env)).kill();
    },
    async start(place) {
      const from = performance.now();
      running[place] = await startCollector(env);
      startsMs.push(performance.now() - from);
      listening.resolve();
      listening = Promise.withResolvers();
    },
    async startAndKill(afterMs) {
      const killer = new AbortController();
      const end = delay(afterMs).then(() => killer.abort());
      const early = await startCollector(env, { signal: killer.signal }).catch((error) => {
        if (!killer.signal.aborted) throw error;
      });
      await end;
      await early?.exited();
    },
    async kill(place) {
      const killed = running[place];
      running[place] = undefined;
      const code = await killed?.kill('SIGKILL');
      if (code !== null) throw new Error(`a collector ended by itself with ${code}:\n${killed?.stdout()}`);
    },
    async target() {
      for (;;) {
        const up = running.filter((each) => each !== undefined);
        const chosen = up[turn++ % up.length];
        if (chosen) return chosen.url;
        await listening.promise;
      }
    },
    stop: () => Promise.all(running.map(async (each) => (await each?.kill()) ?? null)),
    async destroy() {
      await Promise.all(running.splice(0).map((each) => each?.kill('SIGKILL')));
    },
  };
}
