import { parentPort, workerData } from 'node:worker_threads';
import { isDamage, withAdvice } from './advice.ts';
import { type Engine, openEngine } from './engine.ts';
import { LostFile } from './lost-file.ts';
import { type Operations, operationsOf } from './operations.ts';

/** One call of an operation, as it travels to the thread. */
export interface Call {
  readonly id: number;
  readonly operation: keyof Operations;
  readonly args: readonly unknown[];
}

/** Its result, or the message of what went wrong. */
export type Reply = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });

if (!parentPort) throw new Error('This file runs as a worker thread: open the store with openSqliteStore.');
const port = parentPort;
const engine = open((workerData as { file: string }).file);
const operations = operationsOf(engine);

/**
 * Damage that was found once. No trying again mends it, and what is still taken may never be found again; so nothing
 * is, wherever the damage lies, until the collector starts anew. What can be read still goes out.
 */
let damage: unknown;
const takesEvents = (operation: keyof Operations) => operation === 'append' || operation === 'check';

port.on('message', ({ id, operation, args }: Call) => {
  try {
    if (damage && takesEvents(operation)) throw damage;
    const run = operations[operation] as (...args: readonly unknown[]) => unknown;
    port.postMessage({ id, result: run(...args) } satisfies Reply);
  } catch (error) {
    if (isDamage(error)) damage = error;
    port.postMessage({ id, error: withAdvice(error) } satisfies Reply);
    // The end of the thread, and so of the process: whoever watches it starts it again, on what stands in the place.
    if (error instanceof LostFile) throw new Error(`${error.message}; ${rescued()}`);
  }
  if (operation === 'close') port.close();
});

function open(file: string): Engine {
  try {
    return openEngine(file);
  } catch (error) {
    throw new Error(withAdvice(error));
  }
}

function rescued(): string {
  try {
    return engine.rescue();
  } catch (error) {
    return `what was stored could not be saved: ${withAdvice(error)}`;
  }
}
