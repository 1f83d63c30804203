import { findClickId } from './click-id.ts';
import { randomId } from './hex.ts';
import { CLICK_COOKIE, read, TTP_COOKIE, VISITOR_COOKIE, write } from './storage.ts';

/** Who the visitor is, as far as this browser knows. */
export interface Identity {
  readonly visitor: string;
  readonly ttclid: string | undefined;
  readonly ttp: string | undefined;
}

/** `1.<captured ms>.<source>.<ttclid>`; the click id comes last because it contains dots itself. */
const STORED = /^1\.\d+\.\w+\.(.+)/;

/**
 * Captures the click and makes the function that tells who the visitor is.
 *
 * @param landingUrl the address as the stub recorded it, before any router could change it
 */
export function createIdentity(landingUrl = ''): () => Identity {
  const inAddress = findClickId(location.href);
  const captured = inAddress ?? findClickId(landingUrl);
  if (captured && captured !== storedClickId()) {
    write(CLICK_COOKIE, `1.${Date.now()}.${inAddress ? 'url' : 'stub'}.${captured}`);
  }

  // The collector writes behind it when it renewed the cookie.
  const visitor = read(VISITOR_COOKIE)?.slice(0, 32) ?? write(VISITOR_COOKIE, randomId());

  return () => ({
    visitor,
    // What this page itself saw counts where nothing could be stored.
    ttclid: storedClickId() ?? captured,
    // The pixel may have written it a moment ago, so it is read each time.
    ttp: read(TTP_COOKIE),
  });
}

function storedClickId(): string | undefined {
  return STORED.exec(read(CLICK_COOKIE) ?? '')?.[1];
}
