import type { Finding } from '../contract/finding.ts';
import type { EventSource, TikTokEvent } from '../tiktok/event.ts';
import type { Unpruned } from './prune.ts';

/** What TikTok recommends, beyond what it asks for. */
export interface LintRules {
  /** Events that should have a value and the ids of items. */
  readonly commerceEvents: ReadonlySet<string>;
  /** Fields of `user` that name one person or one click. */
  readonly matchKeys: readonly string[];
}

/** Makes the check of an event as TikTok gets it: what it lacks to be worth its full, and how to give it that. */
export function createLint(
  rules: LintRules,
): (item: Unpruned<TikTokEvent>, source: EventSource) => readonly Finding[] {
  return function lint({ event, user, properties, page }, source) {
    const findings: Finding[] = [];
    const isCommerce = rules.commerceEvents.has(event ?? '');
    if (isCommerce && properties?.value === undefined) {
      findings.push({
        rule: 'missing_value',
        path: 'properties.value',
        message:
          'absent: TikTok can report no revenue and cannot bid by value; send it as a number, with properties.currency',
      });
    }
    if (properties?.value !== undefined && properties.currency === undefined) {
      findings.push({
        rule: 'missing_currency',
        path: 'properties.currency',
        message: 'absent: a value without its currency counts for nothing; send three letters such as "USD"',
      });
    }
    if (isCommerce && !properties?.contents?.length && !properties?.content_ids?.length) {
      findings.push({
        rule: 'missing_content_id',
        path: 'properties.contents',
        message: 'no items: send them, each with the content_id that it has in your catalogue',
      });
    }
    // A lead of TikTok's own has an id that says who it is.
    if (source !== 'crm' && !hasAny(user ?? {}, rules.matchKeys)) {
      findings.push({
        rule: 'missing_match_keys',
        path: 'user',
        message:
          'address and browser alone rarely match anyone: send one of email, phone, external_id, ttclid or ttp',
      });
    }
    if (source === 'web' && user?.ttclid === undefined) {
      findings.push({
        rule: 'missing_click_id',
        path: 'user.ttclid',
        message:
          'absent, as it is for every visit without an ad; after a click, check that the landing page has the tag',
      });
    }
    if (source === 'web' && page?.url === undefined) {
      findings.push({
        rule: 'missing_page_url',
        path: 'page.url',
        message: 'absent: send the full address of the page where it happened',
      });
    }
    return findings;
  };
}

const hasAny = (user: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean =>
  keys.some((key) => user[key] !== undefined);
