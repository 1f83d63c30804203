import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ShopFault } from './shop-options.ts';
import { type Shopper, startShopper } from './test-shopper.ts';

let shopper: Shopper | undefined;
afterEach(() => shopper?.close());

async function productPage(
  options: { fault?: ShopFault; tagUrl?: string | undefined } = {},
): Promise<string> {
  shopper = await startShopper(options);
  return (await shopper.ask(`${shopper.shop}/product/dune-mug`)).text;
}

const recordsAddress = 'clickthread.u=location.href';
const tag =
  '<script async src="http://collect.shop.localhost:8080/tag.js" data-pixel="C4TEST00000000000000" data-mode="hybrid" data-domains="shop.localhost,pay.localhost">';
const pixelScript = 'http://analytics.localhost:4100/i18n/pixel/events.js';

describe('what a page of the shop holds for the tag and the pixel', () => {
  it('has stub, router, tag and pixel in the head, in that order', async () => {
    const [head = ''] = (await productPage()).split('</head>');
    const places = [recordsAddress, 'history.replaceState', tag, pixelScript].map((part) =>
      head.indexOf(part),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  it('tells the tag, and the tag only', async () => {
    const page = await productPage();
    expect(page).toContain(`clickthread('track',"ViewContent",{"content_id":"dune-mug",`);
    expect(page).toContain(`clickthread('track',"AddToCart",{"content_id":"dune-mug",`);
    expect(page).not.toContain('ttq.track("');
  });

  it.each([
    ['the fault no-tag', { fault: 'no-tag' as const }],
    ['no tag address', { tagUrl: undefined }],
  ])('with %s, calls the pixel with an event id of its own', async (_reason, options) => {
    const page = await productPage(options);
    expect(page).not.toContain('tag.js');
    expect(page).not.toContain('window.clickthread=');
    expect(page).toContain('window.clickthread&&clickthread(');
    expect(page).toMatch(/ttq\.track\("ViewContent",\{.*\},\{event_id:/);
  });

  it('with strip-query, loses the address before the tag has come', async () => {
    const page = await productPage({ fault: 'strip-query' });
    expect(page).toContain('clickthread.q');
    expect(page).not.toContain('clickthread.u');
    expect(page).toContain(tag);
  });

  it('with no-event-id, drops the third argument on the way to the pixel', async () => {
    const page = await productPage({ fault: 'no-event-id' });
    const [wrapper = ''] = /\(function\(\)\{function wrap.*?\)\(\)(?=<)/.exec(page) ?? [];
    const received: unknown[][] = [];
    const ttq = {
      track: (...sent: unknown[]) => received.push(sent),
      ready: (run: () => void) => {
        ttq.track = (...sent) => received.push(sent);
        run();
      },
    };
    new Function('window', wrapper)({ ttq });
    ttq.track('Purchase', { value: 1 }, { event_id: 'ord_1' });
    await vi.waitFor(() => expect(received).not.toEqual([]));
    expect(received).toEqual([['Purchase', { value: 1 }]]);
  });
});
