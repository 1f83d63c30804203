import { attempt } from './attempt.ts';

/** True once the visitor allows it, false once they refuse; until then nobody knows. */
export let allowed: boolean | undefined;

/** How often the visitor has said no: what waited then is not sent, though they say yes later. */
export let refusals = 0;

/** What is to happen as soon as it may. */
export const waiting: (() => void)[] = [];

/** Whether anything may be written or sent: allowed, and not a page that nobody has looked at yet (prerendered). */
export function isOpen(): boolean | undefined {
  return allowed && !document.prerendering;
}

/** Does it in a task of its own, so that the page need not wait for long; or when the gate opens, if it ever does. */
export function later(action: () => void): void {
  waiting.push(action);
  setTimeout(() => {
    if (isOpen()) waiting.splice(0, 1).forEach(attempt);
  });
}

/** Does what waits, if the gate is open. */
export function flush(): void {
  if (isOpen()) waiting.splice(0).forEach(attempt);
}

/** The visitor's word. */
export function setAllowed(decision: boolean): void {
  allowed = decision;
  if (!decision) refusals++;
  flush();
}
