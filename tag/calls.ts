/**
 * What a page may say to Clickthread. Plain types: the published declarations must not need zod, whose schema of the
 * same request (`collector/contract/collect-request.ts`) is held against them by a test.
 */

/** One product of an event. */
export interface Content {
  readonly content_id?: string | number;
  readonly content_name?: string;
  readonly content_category?: string;
  readonly brand?: string;
  readonly price?: string | number;
  readonly quantity?: string | number;
}

/** An event's properties, as the pixel takes them. https://ads.tiktok.com/help/article/supported-parameters-for-tiktok-pixel */
export interface Properties {
  readonly value?: string | number;
  readonly currency?: string;
  readonly content_type?: string;
  readonly contents?: readonly Content[];
  readonly content_ids?: readonly (string | number)[];
  readonly order_id?: string | number;
  readonly shop_id?: string | number;
  readonly search_string?: string;
  readonly query?: string;
  readonly description?: string;
  readonly num_items?: string | number;
  readonly [name: string]: unknown;
}

/** Who the visitor says to be; each may be raw or SHA-256 already. */
export interface Person {
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly externalId?: string | number | null;
}

/** Both say what the visitor has said; nobody has said anything until one of them is called. */
export type Decision = 'granted' | 'denied';

/** What a checkout hands on to the server. */
export interface Ids {
  /** At most 40 digits: short and plain enough for Stripe's `client_reference_id`. */
  readonly visitor: string;
  readonly ttclid: string | undefined;
  readonly ttp: string | undefined;
}

/** How the tag behaves; the attributes of its script element have the same names (`data-cookie-domain`). */
export interface Options {
  /** Pixel code; may be left out where the collector knows one pixel only. */
  pixel?: string;
  /** Where events go; the script build takes `/collect` on the host that it came from. */
  endpoint?: string | URL;
  /** `server` never calls the pixel; `hybrid`, the default, tells both. */
  mode?: 'hybrid' | 'server';
  /** Comma list of the sites that hand ids to each other, by link, form and `window.open`. */
  domains?: string;
  /** Domain of our cookies; by default the widest that the browser takes. */
  cookieDomain?: string;
  /** Life of our cookies and of a click, in days; 30 by default. */
  cookieDays?: number;
  /** `required`: nothing is written and nothing leaves before `consent` is granted. */
  consent?: 'required';
  /** `drop`: what happened before consent was granted is not sent afterwards. */
  waiting?: 'drop';
  /** `off`: calls that the page itself makes to the pixel have no twin at the collector. */
  mirror?: 'off';
  /** `off`: none by itself; `hash`: what stands behind `#` is part of a page's address. */
  pageviews?: 'off' | 'hash';
}

/** The calls that a page may make. */
export interface Calls {
  /** Sets options where the script element cannot carry them; the first of all calls. */
  init(options: Options): void;
  /** Tells the pixel and the collector of one event, under one name and one id. */
  track(
    event: string,
    properties?: Properties | null,
    options?: { readonly eventId?: string | number | null } | null,
  ): void;
  /** Tells the pixel of the page, and the collector once an address. */
  page(): void;
  identify(person: Person): void;
  consent(decision: Decision): void;
  /** The address with the visitor's ids in it, where it leads to one of `domains`; else as it was. */
  decorate(url: string): string;
  /** Calls back with the ids, as soon as consent allows. */
  ids(callback: (ids: Ids) => void): void;
}

export type Call = <Name extends keyof Calls>(
  call: Name,
  ...args: Parameters<Calls[Name]>
) => ReturnType<Calls[Name]>;
