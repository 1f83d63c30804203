import { attempt } from '../attempt.ts';
import type { Decision } from '../calls.ts';
import { whenThere } from './when-there.ts';

/** The part of a storefront that we use. https://shopify.dev/docs/api/customer-privacy */
export interface ShopifyPage extends Pick<Window, 'setTimeout'> {
  readonly document: Pick<Document, 'addEventListener'>;
  readonly Shopify?: {
    readonly loadFeatures?: (
      features: readonly { readonly name: string; readonly version: string }[],
      callback: (error?: unknown) => void,
    ) => void;
    readonly customerPrivacy?: {
      /** True by the visitor's choice, and where the visitor's region asks for none. */
      marketingAllowed(): boolean;
      /** Each "yes", "no", or "" before the visitor has said anything. */
      currentVisitorConsent(): { readonly marketing?: string } | undefined;
    };
  };
}

/**
 * Reports what Shopify's privacy API knows of the visitor, and each choice that is made on the page. Where it asks
 * for consent and has none yet, nothing is decided.
 */
export function readShopify(page: ShopifyPage, report: (decision: Decision) => void): void {
  const decide = () => {
    const privacy = page.Shopify?.customerPrivacy;
    if (privacy?.marketingAllowed()) report('granted');
    else if (privacy?.currentVisitorConsent()?.marketing === 'no') report('denied');
  };
  page.document.addEventListener('visitorConsentCollected', (event) => {
    attempt(() => {
      const { detail } = event as CustomEvent<{ readonly marketingAllowed?: boolean } | null>;
      report(detail?.marketingAllowed ? 'granted' : 'denied');
    });
  });
  whenThere(
    page,
    () => page.Shopify?.loadFeatures,
    () =>
      page.Shopify?.loadFeatures?.([{ name: 'consent-tracking-api', version: '0.1' }], (error) => {
        if (!error) attempt(decide);
      }),
  );
}
