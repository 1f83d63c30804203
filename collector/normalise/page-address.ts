/** Query parameters that tell how a visitor came, and nothing of who they are. https://support.google.com/analytics/answer/10917952 */
const CAMPAIGN = /^(?:utm_\w+|ttclid)$/i;

/** The route of a page that keeps it behind "#", up to its own query: "#/thank-you" and "#!/thank-you". */
const ROUTE = /^#!?\/[^?#]*/;

/** With nothing in it to take out: most addresses are done with here. */
const CLEAN = /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?(?:\?(?:(?:utm_\w+|ttclid)=[^\s&#]*(?:&|$))+)?$/i;

const WEB = /^https?:\/\/[^\s/?#@]+(?:[/?#]|$)/i;

export interface PageAddress {
  /** Undefined where the text is no address of a page. */
  readonly address: string | undefined;
  /** Whether something was taken out of it. */
  readonly isShortened: boolean;
}

/**
 * Takes out of an address what may tell who the visitor is: all query parameters but those of campaigns and the ones
 * that are asked for, what stands behind "#" unless it is a route, and a user name. Every other byte stays as it is.
 *
 * @param keep further query parameters that stay, by their exact names
 */
export function normalisePageAddress(raw: string | undefined, keep: ReadonlySet<string>): PageAddress {
  const text = raw?.trim() ?? '';
  if (CLEAN.test(text)) return { address: URL.canParse(text) ? text : undefined, isShortened: false };
  const [, page = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text) ?? [];
  const kept = query
    .slice(1)
    .split('&')
    .filter((pair) => isKept(pair.split('=', 1)[0] as string, keep))
    .join('&');
  const named = page.replace(/^(https?:\/\/)[^/]*@/i, '$1');
  const address = named + (kept && `?${kept}`) + (ROUTE.exec(fragment)?.[0] ?? '');
  return { address: isWebAddress(address) ? address : undefined, isShortened: address !== text };
}

function isKept(name: string, keep: ReadonlySet<string>): boolean {
  return CAMPAIGN.test(name) || keep.has(name);
}

function isWebAddress(text: string): boolean {
  return WEB.test(text) && URL.canParse(text);
}
