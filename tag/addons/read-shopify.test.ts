import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readShopify, type ShopifyPage } from './read-shopify.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

interface Visitor {
  readonly isAllowed: boolean;
  /** What the visitor has said: "yes", "no", or "" for nothing. */
  readonly marketing: string;
}

/** A storefront as https://shopify.dev/docs/api/customer-privacy describes it; the privacy API comes when it is asked for. */
function createStorefront(visitor: Visitor, error?: Error) {
  const document = new EventTarget();
  const Shopify: Record<string, unknown> = {
    loadFeatures(features: unknown, callback: (error?: Error) => void) {
      expect(features).toEqual([{ name: 'consent-tracking-api', version: '0.1' }]);
      if (!error) {
        Shopify.customerPrivacy = {
          marketingAllowed: () => visitor.isAllowed,
          currentVisitorConsent: () => ({ marketing: visitor.marketing, analytics: '', preferences: '' }),
        };
      }
      callback(error);
    },
  };
  const choose = (detail: object | null) =>
    document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail }));
  return { page: { document, Shopify, setTimeout }, choose };
}

function watch(page: object): string[] {
  const told: string[] = [];
  readShopify(page as ShopifyPage, (decision) => told.push(decision));
  return told;
}

describe('readShopify', () => {
  it.each([
    { isAllowed: true, marketing: 'yes', told: ['granted'], reason: 'a returning visitor has agreed' },
    { isAllowed: true, marketing: '', told: ['granted'], reason: 'a region that asks for no consent' },
    { isAllowed: false, marketing: 'no', told: ['denied'], reason: 'a returning visitor has refused' },
    { isAllowed: false, marketing: '', told: [], reason: 'not asked yet: nobody has decided' },
  ])('$reason', ({ told, ...visitor }) => {
    expect(watch(createStorefront(visitor).page)).toEqual(told);
  });

  it('hears each choice on the page', () => {
    const { page, choose } = createStorefront({ isAllowed: false, marketing: '' });
    const told = watch(page);
    choose({ marketingAllowed: true, analyticsAllowed: false });
    choose({ marketingAllowed: false, analyticsAllowed: true });
    expect(told).toEqual(['granted', 'denied']);
  });

  it.each([
    ['nothing', null],
    ['another shape', { marketing: 'yes' }],
  ])('takes a choice that says %s as none for marketing', (_what, detail) => {
    const { page, choose } = createStorefront({ isAllowed: false, marketing: '' });
    const told = watch(page);
    choose(detail);
    expect(told).toEqual(['denied']);
  });

  it('decides nothing where the privacy API cannot be loaded', () => {
    const { page } = createStorefront({ isAllowed: true, marketing: 'yes' }, new Error('offline'));
    expect(watch(page)).toEqual([]);
  });

  it('waits for the storefront, whose scripts come late', () => {
    const { page } = createStorefront({ isAllowed: true, marketing: 'yes' });
    const { Shopify, ...bare } = page;
    const late: Record<string, unknown> = bare;
    const told = watch(late);
    expect(told).toEqual([]);
    late.Shopify = Shopify;
    vi.advanceTimersByTime(250);
    expect(told).toEqual(['granted']);
  });

  it('does nothing on a page of another shop system', () => {
    const told = watch({ document: new EventTarget(), setTimeout });
    vi.runAllTimers();
    expect(told).toEqual([]);
  });

  it('throws nothing into the storefront where its API throws', () => {
    const { page } = createStorefront({ isAllowed: true, marketing: '' });
    const { loadFeatures } = page.Shopify as { loadFeatures: (...given: unknown[]) => void };
    page.Shopify.loadFeatures = (features: unknown, callback: () => void) =>
      loadFeatures(features, () => {
        page.Shopify.customerPrivacy = { marketingAllowed: 'not a function' };
        callback();
      });
    expect(watch(page)).toEqual([]);
  });
});
