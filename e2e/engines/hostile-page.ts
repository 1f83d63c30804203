import { eventIds } from './arrivals.ts';
import type { EngineTab } from './engine.ts';
import { expect } from './fixtures.ts';
import type { Sites } from './sites.ts';

/**
 * Goes before everything else in a page and notes what reaches it: errors that nobody has caught, and what its content
 * security policy had to stop.
 */
export const WATCH = `
  troubles = [];
  for (const type of ['error', 'unhandledrejection', 'securitypolicyviolation']) addEventListener(type,
    (event) => troubles.push(type + ': ' + (event.message ?? event.reason ?? event.violatedDirective)), true);`;

/** A page that does something to the tag, and an event of the page's own. */
export interface HostilePage {
  readonly reason: string;
  /** Script before the tag. */
  readonly before?: string;
  /** Script after the tag. */
  readonly after?: string;
  readonly query?: string;
  /** Markup before the tag. */
  readonly html?: string;
  /** The click id that the event is to have. */
  readonly ttclid?: string;
}

/** What has reached the page; a text, since a page may have broken everything that makes JSON. */
export function troublesOf(tab: EngineTab): Promise<string> {
  return tab.evaluate(() => (window as unknown as { troubles: string[] }).troubles.join('\n'));
}

/** A failure does not end the test: every page is to say for itself. */
const softly = expect.configure({ soft: true, timeout: 4000 });

/** Waits for an event of this name and id; what a case is about is said where it does not come. */
export async function expectArrived(sites: Sites, event: string, id: string, reason: string): Promise<void> {
  await softly
    .poll(() => eventIds(sites, event), { message: `${event} of a page with ${reason}` })
    .toContain(id);
}
