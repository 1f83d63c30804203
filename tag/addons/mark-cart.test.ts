import { describe, expect, it, vi } from 'vitest';
import type { Ids } from '../calls.ts';
import { type CartPage, markCart } from './mark-cart.ts';

const IDS: Ids = { visitor: '0123456789abcdef0123456789abcdef', ttclid: 'E.C.P.abc', ttp: 'ttp1' };
const CART = 'cart=c1-7a2abe82733a34e84aa472d57fb5c3c1%3Fkey%3D824bdj25mhg1242bdb385';

interface Given {
  readonly cookie?: string;
  readonly ids?: Ids | undefined;
  readonly root?: string;
  readonly status?: number;
  readonly storage?: object;
}

/** A storefront with a cart and the tag; without ids the tag keeps its callback until consent comes. */
function createPage({ cookie = CART, ids = IDS, root, status = 200, storage = {} }: Given = {}) {
  const requests: { url: string; method: string; attributes: unknown }[] = [];
  const callbacks: ((ids: Ids) => void)[] = [];
  const observers: ((list: { getEntries(): { name: string }[] }) => void)[] = [];
  const page = {
    document: { cookie },
    location: { href: 'https://shop.example/' },
    localStorage: storage,
    Shopify: root ? { routes: { root } } : {},
    clickthread: vi.fn((_name: 'ids', callback: (ids: Ids) => void) => {
      callbacks.push(callback);
      if (ids) callback(ids);
    }),
    fetch: vi.fn(async (url: string, { method, body }: { method: string; body: string }) => {
      requests.push({ url, method, ...JSON.parse(body) });
      if (status === 0) throw new TypeError('Failed to fetch');
      return { ok: status === 200 };
    }),
    PerformanceObserver: class {
      constructor(callback: (list: { getEntries(): { name: string }[] }) => void) {
        observers.push(callback);
      }
      observe = () => {};
    },
  };
  const addByScript = (name: string) => {
    for (const observer of observers) observer({ getEntries: () => [{ name }] });
  };
  /** As a page does that comes after it: another start over the same cookies and storage. */
  const visit = () => markCart(page as unknown as CartPage);
  return { page, requests, callbacks, addByScript, visit };
}

/** Lets the answers come in. */
const settle = () => new Promise(setImmediate);

describe('markCart', () => {
  it("posts the ids into the cart's attributes, under names that customers do not see", () => {
    const { requests, visit } = createPage();
    visit();
    expect(requests).toEqual([
      {
        url: '/cart/update.js',
        method: 'POST',
        attributes: { _tt_sid: IDS.visitor, _ttclid: 'E.C.P.abc', _ttp: 'ttp1' },
      },
    ]);
  });

  it('marks a cart once, whatever pages come', async () => {
    const { requests, visit } = createPage();
    for (let pages = 0; pages < 5; pages++) {
      visit();
      await settle();
    }
    expect(requests).toHaveLength(1);
  });

  it.each([
    { change: { cookie: 'cart=c1-another' }, reason: 'another cart' },
    { change: { ids: { ...IDS, ttclid: 'E.C.P.later' } }, reason: 'another click' },
    { change: { ids: { ...IDS, ttp: undefined } }, reason: 'another browser id' },
  ])('marks again for $reason', async ({ change }) => {
    const storage = {};
    const first = createPage({ storage });
    first.visit();
    await settle();
    const second = createPage({ storage, ...change });
    second.visit();
    expect(second.requests).toHaveLength(1);
  });

  it('is not misled by a new key of the same cart', async () => {
    const storage = {};
    createPage({ storage }).visit();
    await settle();
    const { requests, visit } = createPage({
      storage,
      cookie: `${CART.replace(/%3Fkey.*/, '')}%3Fkey%3Dnew`,
    });
    visit();
    expect(requests).toEqual([]);
  });

  it.each([
    { cookie: '', reason: 'no cart yet' },
    { cookie: '_shopify_y=1; xcart=c1-abc', reason: 'a cookie of a similar name' },
    { cookie: 'cart=', reason: 'an empty cookie' },
  ])('asks nothing of a shop with $reason', ({ cookie }) => {
    const { requests, visit } = createPage({ cookie });
    visit();
    expect(requests).toEqual([]);
  });

  it('sends nothing before the tag gives the ids', () => {
    const { page, requests, callbacks, visit } = createPage();
    page.clickthread.mockImplementation((_name, callback) => {
      callbacks.push(callback);
    });
    visit();
    expect(requests).toEqual([]);
    for (const callback of callbacks) callback(IDS);
    expect(requests).toHaveLength(1);
  });

  it('sends no more than one request where several callbacks come at once', () => {
    const { page, requests, callbacks, addByScript, visit } = createPage();
    page.clickthread.mockImplementation((_name, callback) => {
      callbacks.push(callback);
    });
    visit();
    addByScript('https://shop.example/cart/add.js');
    for (const callback of callbacks) callback(IDS);
    expect(callbacks).toHaveLength(2);
    expect(requests).toHaveLength(1);
  });

  it.each([
    { request: 'https://shop.example/cart/add.js', posts: 1, reason: 'something is added' },
    { request: 'https://shop.example/en-gb/cart/add', posts: 1, reason: 'in another language' },
    { request: 'https://shop.example/cart/change.js', posts: 1, reason: 'an amount changes' },
    { request: 'https://shop.example/cart/update.js', posts: 0, reason: 'it would hear itself' },
    { request: 'https://shop.example/products/cart.js', posts: 0, reason: 'nothing of the kind' },
  ])('a cart that a script makes on this page: $reason', ({ request, posts }) => {
    const { page, requests, addByScript, visit } = createPage({ cookie: '' });
    visit();
    page.document.cookie = CART;
    addByScript(request);
    expect(requests).toHaveLength(posts);
  });

  it("keeps to the storefront's language", () => {
    const { requests, visit } = createPage({ root: '/en-gb/' });
    visit();
    expect(requests[0]?.url).toBe('/en-gb/cart/update.js');
  });

  it('leaves out what is not known', () => {
    const { requests, visit } = createPage({ ids: { ...IDS, ttclid: undefined, ttp: undefined } });
    visit();
    expect(requests[0]?.attributes).toEqual({ _tt_sid: IDS.visitor });
  });

  it.each([
    { status: 0, reason: 'no network' },
    { status: 422, reason: 'a refusal' },
    { status: 429, reason: 'too many requests' },
  ])('tries again on the next page after $reason', async ({ status }) => {
    const { requests, visit } = createPage({ status });
    visit();
    await settle();
    visit();
    expect(requests).toHaveLength(2);
  });

  it('takes the ids out again once the visitor says no, and once only', async () => {
    const storage = {};
    const { requests, visit } = createPage({ storage });
    const follow = visit();
    await settle();
    follow('granted');
    follow('denied');
    await settle();
    follow('denied');
    expect(requests.slice(1).map(({ attributes }) => attributes)).toEqual([
      { _tt_sid: '', _ttclid: '', _ttp: '' },
    ]);
    expect(storage).toEqual({});
  });

  it.each([
    [
      'storage is blocked',
      {
        get localStorage(): never {
          throw new Error('denied');
        },
      },
    ],
    ['there is no PerformanceObserver', { PerformanceObserver: undefined }],
    [
      'cookies are blocked',
      {
        document: {
          get cookie(): never {
            throw new Error('sandboxed');
          },
        },
      },
    ],
    ['fetch is broken', { fetch: undefined }],
  ])('throws nothing into the page where %s', (_what, broken) => {
    const { page } = createPage();
    const damaged = Object.create(page, Object.getOwnPropertyDescriptors(broken)) as CartPage;
    expect(() => markCart(damaged)('denied')).not.toThrow();
  });
});
