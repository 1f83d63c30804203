import type { CollectRequest } from '../../collector/contract/collect-request.ts';
import type { Ids } from '../../tag/calls.ts';
import type { EngineTab } from './engine.ts';
import type { Sites } from './sites.ts';
import { until } from './until.ts';

/** The line that goes before the tag. */
export const STUB =
  '<script>window.clickthread=window.clickthread||function(){(clickthread.q=clickthread.q||[]).push(arguments)};clickthread.u=location.href</script>';

/** As long as real ones are, and with all their characters. */
export const CLICK_ID = `E.C.P.${'a-_Z09'.repeat(53)}x`;

interface TagWindow {
  readonly clickthread: (...call: unknown[]) => unknown;
}

/** The tag in a page of its own host, so that events go to `/collect` there. */
export function tag(attributes = ''): string {
  return `<script src="/tag.js" ${attributes}></script>`;
}

/** Sets the page's clock; goes before the tag. */
export function clockAt(ms: number): string {
  return `<script>Date.now = () => ${ms}</script>`;
}

/** Makes one call to the page's tag, and gives what it returns. */
export function callTag(tab: EngineTab, ...call: unknown[]): Promise<unknown> {
  return tab.evaluate((given) => (window as unknown as TagWindow).clickthread(...given), call);
}

/** The ids as a page is told them. */
export function idsOf(tab: EngineTab): Promise<Ids> {
  return tab.evaluate(
    () =>
      new Promise<Ids>((resolve) => {
        (window as unknown as TagWindow).clickthread('ids', resolve);
      }),
  );
}

/** The requests to a host, or any, that carry an event of this name. */
function requestsWith(sites: Sites, event: string, host?: string) {
  return sites.collected(host).filter(({ body }) => body.events.some((each) => each.event === event));
}

/** Waits for the first request that carries an event of this name, and gives its body. */
export function bodyWith(sites: Sites, event: string, host?: string): Promise<CollectRequest> {
  const where = host ? ` at ${host}` : '';
  return firstBody(`a request with ${event}${where}`, () => requestsWith(sites, event, host));
}

/** All events that have arrived, by name and in order, but for page views. */
export function eventsAt(sites: Sites, host?: string): string[] {
  return sites
    .collected(host)
    .flatMap(({ body }) => body.events.map(({ event }) => event))
    .filter((event) => event !== 'Pageview');
}

/**
 * Waits until what the page has begun by now would have arrived: timers run in order, and a request of our own that
 * the page sends after them has its answer.
 */
export async function settled(tab: EngineTab): Promise<void> {
  await tab.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve));
    await new Promise((resolve) => setTimeout(resolve));
    await fetch(`${location.origin}/marker`);
  });
}

/** Goes to an address and waits until its page view has arrived; gives what the tag has sent with it. */
export async function view(tab: EngineTab, sites: Sites, url: string): Promise<CollectRequest> {
  await tab.goto(url);
  return firstBody(`the page view of ${url}`, () =>
    sites.collected().filter(({ body: { page } }) => page?.url === url),
  );
}

async function firstBody(what: string, find: () => readonly { readonly body: CollectRequest }[]) {
  await until(what, async () => find().length > 0);
  const [found] = find();
  if (!found) throw new Error(`${what} has gone`);
  return found.body;
}
