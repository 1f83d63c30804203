import { attempt } from './attempt.ts';
import { flush, isOpen } from './gate.ts';
import { handOver } from './identity.ts';
import { PARAMETER, withoutHandOver } from './linker.ts';
import { options } from './options.ts';
import { watch } from './watch.ts';

/** Takes out of the address bar what the address brought along from another domain. */
export function tidyAddress(): void {
  const tidy = withoutHandOver(location.href);
  if (tidy !== location.href) history.replaceState(history.state, '', tidy);
}

/** Which of the domains that hand ids to each other a host belongs to. */
function domainOf(host: string): string | undefined {
  return options.domains?.split(/[\s,]+/).find((domain) => `.${host}`.endsWith(`.${domain}`));
}

/** What to hand over to a host; nothing where it is none of the site's other domains: on the same one cookies do it. */
export function handOverTo(host: string): string | undefined {
  const domain = domainOf(host);
  if (isOpen() && domain && domain !== domainOf(location.hostname)) {
    // A click may just have been captured.
    flush();
    return handOver();
  }
}

/** The address with this visitor's ids, where it leads to another of the site's domains; else as it was. */
export function decorate(url: string): string {
  return (
    attempt(() => {
      const target = new URL(url, location.href);
      const value = handOverTo(target.hostname);
      if (value) {
        const query = withoutHandOver(target.search);
        target.search = `${query && `${query}&`}${PARAMETER}=${encodeURIComponent(value)}`;
        return target.href;
      }
    }) || url
  );
}

/** Hands over through `window.open`; links and forms are watched by `watchLeaving`. */
export function decorateWindowOpen(): void {
  watch<typeof window.open>(
    window,
    'open',
    (open) =>
      (url, ...rest) =>
        open(decorate(url as string), ...rest),
  );
}
