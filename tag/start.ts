import { attempt } from './attempt.ts';
import type { Calls, Options } from './calls.ts';
import { begin, decide } from './consent.ts';
import { fill } from './fill.ts';
import { flush, later } from './gate.ts';
import { decorate, decorateWindowOpen, tidyAddress } from './hand-off.ts';
import { capture, identity } from './identity.ts';
import { watchLeaving } from './leaving.ts';
import { listen } from './listen.ts';
import { mirror } from './mirror.ts';
import { options } from './options.ts';
import { watchPages } from './page-view.ts';
import { tellBoth } from './report.ts';
import { resend } from './transport.ts';

/** What is not simply the pixel's own call of that name; `init` is heard when the tag starts. */
const calls: Record<string, (...args: never[]) => unknown> = {
  identify: (person) =>
    tellBoth('identify', { ...person, phone_number: person.phone, external_id: person.externalId }),
  consent: decide,
  decorate,
  ids: (callback) => later(() => callback(identity())),
} satisfies Omit<Calls, 'init' | 'track' | 'page'>;

/** Makes one call; whatever goes wrong stays here. */
const call = ((name: string, ...args: unknown[]) =>
  attempt(() =>
    calls[name] ? calls[name](...(args as never[])) : tellBoth(name, ...args),
  )) as ClickthreadGlobal;

/**
 * What is kept is tried again so often. Not at once: what an earlier page sent in its last moment may still be answered,
 * though nobody hears it there, and visitors who click fast would send it again with each page.
 */
const RESEND_MS = 1e4;

/** Begins to watch the page; a second start does nothing. */
export function start(given: Options): void {
  const { on, u = '', q = [] } = window.clickthread ?? {};
  if (on) return;
  call.on = true;
  window.clickthread = call;
  Object.assign(options, ...q.map(([name, first]) => name === 'init' && first), given);

  begin();
  // Before anything else is watched, since a router may change the address any moment.
  capture(u);
  capture(location.href);
  attempt(tidyAddress);
  q.forEach((early) => call(...(early as [keyof Calls])));
  // In a task of its own, so that the page need not wait: a script that loads async comes at no certain time anyway.
  setTimeout(() =>
    [
      mirror,
      watchPages,
      () => {
        listen('pagehide prerenderingchange', flush);
        // After the page's own listeners, which may have something to tell.
        addEventListener('visibilitychange', flush);
      },
    ].forEach(attempt),
  );
  // What nobody needs before something may leave: a page has no time when it starts.
  later(() => {
    fill();
    watchLeaving();
    listen('online', resend);
    setInterval(resend, RESEND_MS);
    decorateWindowOpen();
  });
}
