import type { Ids } from './calls.ts';
import { type Click, findClick, readClick } from './click.ts';
import { explain } from './explain.ts';
import { later } from './gate.ts';
import { findHandOver, MINUTE_MS, sign } from './linker.ts';
import { randomId } from './random-id.ts';
import { CLICK, cookies, FIRST_CLICK, HANDED_TTP, read, readCookie, TTP, VISITOR, write } from './storage.ts';

/** Keeps a click that is newer than the last one, and another. */
function remember(click: Click | null | false | undefined): void {
  // Read in any case: it opens the stores in a task of its own, and the one that sends has enough to do.
  const last = read(CLICK, readClick) || [];
  if (click && !((last[1] as string) >= click[1] || last[2] === click[2])) {
    if (DEBUG) explain('click id kept, as the last click');
    write(CLICK, click[0]);
    if (!read(FIRST_CLICK, readClick)) write(FIRST_CLICK, click[0]);
  }
}

/** A visitor id; the collector writes the time behind it when it renews the cookie. */
function readVisitor(value: string | undefined): string | undefined {
  return /^\d{16,40}/.exec(value as string)?.[0];
}

/** Takes the click id that an address carries, and what another of the site's domains knows of this visitor. */
export function capture(url: string): void {
  const click = findClick(url);
  const [, visitor, ttp, record] = findHandOver(url) || [];
  later(() => {
    if (visitor) {
      if (DEBUG) explain('taken over from another domain: visitor', visitor, 'with click', record || 'none');
      write(VISITOR, visitor);
      write(HANDED_TTP, ttp as string);
    }
    remember(readClick(record));
  });
  later(() => remember(click));
}

/** Reads who the visitor is; only while the gate is open, since a new visitor gets an id. */
export function identity(): Ids {
  return {
    visitor: read(VISITOR, readVisitor) ?? write(VISITOR, randomId()),
    ttclid: (read(CLICK, readClick) || findClick(cookies()) || [])[2],
    // The pixel may have written its cookie a moment ago, so it is read each time.
    ttp: read(HANDED_TTP, (value) => value) ?? readCookie(TTP),
  };
}

/** Tells another of the site's domains what is known of this visitor. */
export function handOver(): string {
  return sign([
    (Date.now() / MINUTE_MS) | 0,
    identity().visitor,
    identity().ttp,
    (read(CLICK, readClick) || [])[0],
  ]);
}
