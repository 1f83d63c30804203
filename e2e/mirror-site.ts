import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { tagErrors } from './fixtures.ts';
import { pixelSnippet } from './simulator/pixel/snippet.ts';
import { PIXEL_CODE, type Stack, startStack } from './stack.ts';
import { listenTo, type Wire } from './wire.ts';

export type Takeover = 'rebind' | 'replace';

/** Pieces that pages of these tests are made of. */
export interface Pieces {
  /** Our tag; it runs where it stands, unless it is `async`. */
  readonly tag: (attributes?: string) => string;
  readonly snippet: (globalName?: string) => string;
  /** The snippet's text, for a page that runs it later. */
  readonly snippetCode: string;
  readonly tagUrl: string;
}

/** A page of the test's own on a whole road that it shares with other tests. */
export interface MirrorSite extends Pieces {
  readonly url: string;
  readonly wire: Wire;
  /** Shows a page with this in its head, as far as it gets without the scripts that are held back. */
  open(html: string): Promise<void>;
  /** Holds back scripts with this in their address until the returned function is called. */
  hold(address: RegExp): Promise<() => Promise<void>>;
  /** `<pixel> <event> <channels>` of all that TikTok has counted of this page but page views, in alphabetical order. */
  counted(): string[];
}

interface TestFixtures {
  /** How events.js takes over, and whether it has an event of Events Manager's own. */
  readonly takeover: Takeover;
  readonly rules: boolean;
  readonly site: MirrorSite;
}

interface WorkerFixtures {
  readonly road: { readonly stack: Stack; readonly pages: Map<string, string> };
}

let pageNumber = 0;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  takeover: ['rebind', { option: true }],
  rules: [false, { option: true }],
  road: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
    async ({}, use) => {
      const pages = new Map<string, string>();
      const stack = await startStack({
        secondPixel: true,
        visitorIp: '203.0.113.7',
        mount: () => [
          {
            matches: (hostname) => hostname === 'www.shop.localhost',
            handle({ url = '' }, response) {
              response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
              response.end(`<!doctype html><title>test</title>${pages.get(url) ?? ''}`);
            },
          },
        ],
      });
      await use({ stack, pages });
      await stack.stop();
    },
    { scope: 'worker' },
  ],
  site: async ({ road, context, page, takeover, rules }, use) => {
    const { stack, pages } = road;
    const errors = tagErrors(context);
    const wire = listenTo(context);
    // Of its own in the whole run, so that each test knows its events at TikTok by their page.
    const path = `/${process.pid}-${pageNumber++}/`;
    const url = stack.addresses.www + path;
    const scriptUrl = `${stack.simulator.scriptUrl}?takeover=${takeover}${rules ? '&rules=1' : ''}`;
    const code = (globalName?: string) =>
      pixelSnippet({ code: PIXEL_CODE, scriptUrl, ...(globalName ? { globalName } : {}) });
    const tagUrl = `http://collect.shop.localhost:${stack.proxy?.port}/tag.js`;
    await use({
      url,
      wire,
      tagUrl,
      tag: (attributes = '') => `<script src="${tagUrl}" data-pixel="${PIXEL_CODE}" ${attributes}></script>`,
      snippet: (globalName) => `<script>${code(globalName)}</script>`,
      snippetCode: code(),
      async open(html) {
        pages.set(path, html);
        await page.goto(url, { waitUntil: 'commit' });
      },
      hold: (address) => hold(context, address),
      counted: () =>
        stack.simulator.ledger
          .events()
          .filter(({ event, page: seen }) => event !== 'Pageview' && String(seen.url).startsWith(url))
          .map(
            ({ source_id, event, copies }) =>
              `${source_id} ${event} ${copies.map(({ channel }) => channel).sort()}`,
          )
          .sort(),
    });
    expect(wire.faults, 'every request of the tag follows the contract').toEqual([]);
    expect(errors, 'the tag threw nothing into the page').toEqual([]);
  },
});

async function hold(context: BrowserContext, address: RegExp): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await context.route(address, async (route) => {
    await released;
    await route.continue();
  });
  return async () => release();
}

/** Waits until the tag is there. */
export async function tagIsOn(page: Page): Promise<void> {
  await page.waitForFunction(() => (window as { clickthread?: { on?: boolean } }).clickthread?.on === true);
}

/** Waits until the pixel's library has taken over. */
export async function pixelIsLive(page: Page): Promise<void> {
  await page.waitForFunction(() => Symbol.for('simulated TikTok pixel') in window);
}
