import type { Call, Calls } from './calls.ts';
import { start } from './start.ts';

export type { Calls, Content, Decision, Ids, Options, Person, Properties } from './calls.ts';

/**
 * The tag for bundlers: `clickthread('init', { endpoint, pixel, … })` starts it, and every other call works as that of
 * the global which the script build makes. Importing it does nothing; on a server every call does nothing.
 *
 * @returns what the call returns; before `init` what the queue of the page's stub returns: nothing
 */
export const clickthread: Call = (name, ...args) => {
  if (typeof window === 'undefined') return undefined as never;
  if (name === 'init') start(args[0] as Parameters<Calls['init']>[0]);
  return window.clickthread?.(name, ...args) as never;
};
