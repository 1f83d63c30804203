import { attempt } from '../attempt.ts';
import type { Calls, Decision } from '../calls.ts';

/** What an add-on needs of a page to speak to the tag. */
export type TagPage = Pick<Window, 'clickthread' | 'location'>;

type Tag = NonNullable<TagPage['clickthread']>;

/** Makes a call to the tag, or leaves it for the tag where that is not there yet: add-ons load in any order. */
export function tellTag<Name extends keyof Calls>(
  page: TagPage,
  name: Name,
  ...args: Parameters<Calls[Name]>
): void {
  page.clickthread ??= makeStub(page.location.href);
  page.clickthread(name, ...args);
}

/** As the page's own stub does; with the address, since a router may clean it before the tag is there. */
function makeStub(url: string): Tag {
  const stub = ((...call: [string, ...unknown[]]) => {
    stub.q = [...(stub.q ?? []), call];
  }) as Tag;
  stub.u = url;
  return stub;
}

/** Tells the tag each decision once: platforms repeat themselves. Never throws into the platform that calls it. */
export function reportConsent(page: TagPage): (decision: Decision) => void {
  let last: Decision | undefined;
  return (decision) => {
    if (decision === last) return;
    last = decision;
    attempt(() => tellTag(page, 'consent', decision));
  };
}
