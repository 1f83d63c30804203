import { collect } from './collect.ts';
import { capture } from './identity.ts';
import { listen } from './listen.ts';
import { options } from './options.ts';
import { randomId } from './random-id.ts';
import { watch } from './watch.ts';

/** The address that was counted last. */
let counted: string | undefined;

/** Counts the page, once an address, whoever asks: the page itself, its pixel's `page()`, or a change of address. */
export function pageView(): void {
  const address = location.href.replace(options.pageviews === 'hash' ? '' : /#.*/, '');
  // The name under which the pixel sends its own.
  if (address !== counted) collect('Pageview', randomId());
  counted = address;
}

/** A new address may carry a click id of its own, and is a page of its own. */
function arrive(): void {
  capture(location.href);
  if (options.pageviews !== 'off') pageView();
}

/** Watches the address: what a router does, the way back, and a page that comes out of the cache. */
export function watchPages(): void {
  arrive();
  // Routers tidy an address by replacing it: the page is still the same.
  window.navigation?.addEventListener?.(
    'currententrychange',
    ({ navigationType }) => navigationType === 'replace' || arrive(),
  );
  listen('popstate', arrive);
  // A page that comes back out of the cache is a page once more.
  listen<PageTransitionEvent>('pageshow', ({ persisted }) => {
    if (persisted) {
      counted = '';
      arrive();
    }
  });
  // Last, since a page may have frozen its history.
  watch<typeof history.pushState>(
    history,
    'pushState',
    (pushState) =>
      function (this: History, ...args) {
        pushState.apply(this, args);
        arrive();
      },
  );
}
