/** What a real shop can get wrong. Each fault is one that the smoke kit has to find. */
export const SHOP_FAULTS = ['no-tag', 'no-event-id', 'strip-query'] as const;
export type ShopFault = (typeof SHOP_FAULTS)[number];

export interface Buyer {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

export interface ShopOptions {
  /** Asked for at each request, since the port is known only after listening. */
  port(): number;
  readonly pixelCode: string;
  /** Where the pixel's script is served, for example http://analytics.localhost:4100 */
  pixelOrigin(): string;
  /** The address of Clickthread's tag; undefined is a shop that never installed it. */
  readonly tagUrl: string | undefined;
  readonly fault?: ShopFault | undefined;
  /** Fills in the checkout form, so that a demo takes one click less. */
  readonly sampleBuyer?: Buyer | undefined;
}

export type ShopSite = 'shop' | 'pay' | 'ad';

/** The shop's three sites share one port; under .localhost each is a site of its own to the browser. */
export function siteOrigin(options: ShopOptions, site: ShopSite): string {
  return `http://${site}.localhost:${options.port()}`;
}

export function hasTag(options: ShopOptions): boolean {
  return options.tagUrl !== undefined && options.fault !== 'no-tag';
}
