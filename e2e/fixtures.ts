import { type BrowserContext, test as base, expect } from '@playwright/test';
import { Shopper } from './shopper.ts';
import { type Stack, startStack } from './stack.ts';
import { listenTo, type Wire } from './wire.ts';

export { expect };

/** Where visitors come from, as the proxy before the collector says; the collector trusts it. */
export const VISITOR_IP = '203.0.113.7';

interface Fixtures {
  /** HTML of the page at `addresses.www`, which the test itself writes. */
  readonly testPage: { html: string };
  /** A whole road of the test's own: simulated TikTok, shop, collector. */
  readonly stack: Stack;
  readonly wire: Wire;
  readonly shopper: Shopper;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  testPage: async ({}, use) => use({ html: '' }),
  stack: async ({ testPage }, use) => {
    const stack = await startStack({
      visitorIp: VISITOR_IP,
      mount: () => [
        {
          matches: (hostname) => hostname === 'www.shop.localhost',
          handle: (_request, response) => {
            response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
            response.end(`<!doctype html><title>test</title>${testPage.html}`);
          },
        },
      ],
    });
    await use(stack);
    await stack.stop();
  },
  wire: async ({ context }, use) => {
    const wire = listenTo(context);
    await use(wire);
    expect(wire.faults, 'every request of the tag follows the contract').toEqual([]);
  },
  shopper: async ({ context, page, stack }, use) => {
    const errors = tagErrors(context);
    await use(new Shopper(page, stack.addresses));
    expect(errors, 'the tag threw nothing into the page').toEqual([]);
  },
});

/** Gathers what our own script throws; the pixel and the page may throw what they like. */
export function tagErrors(context: BrowserContext): string[] {
  const errors: string[] = [];
  context.on('weberror', (webError) => {
    const { stack = '' } = webError.error();
    if (stack.includes('/tag.js')) errors.push(stack);
  });
  return errors;
}
