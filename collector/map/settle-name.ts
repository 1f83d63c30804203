import { type Fault, isFault } from '../contract/fault.ts';
import type { Finding } from '../contract/finding.ts';
import type { EventSource } from '../tiktok/event.ts';
import type { EventNameStatus } from '../tiktok/event-names.ts';
import { nearestName } from './nearest-name.ts';

/** What has to be known of TikTok's names. */
export interface NameFacts {
  readonly statusOf: (name: string, source: EventSource) => EventNameStatus;
  /** The names that TikTok lists for events of this source. */
  readonly namesOf: (source: EventSource) => readonly string[];
}

/** A name that TikTok takes, and what is to be said of it. */
export interface Settled {
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** Makes what turns a name into one that TikTok takes: as it is, as TikTok itself renames or spells it, or not at all. */
export function createSettleName(facts: NameFacts): (name: string, source: EventSource) => Settled | Fault {
  return function settleName(name, source): Settled | Fault {
    const status = facts.statusOf(name, source);
    switch (status.kind) {
      case 'current':
        return { name, findings: [] };
      case 'retired':
        return { name, findings: [retired(status.now)] };
      case 'custom':
        return { name, findings: [custom(nearestName(name, facts.namesOf(source)))] };
      case 'other_case':
        return settleName(status.name, source);
      case 'reserved': {
        const settled = settleName(status.becomes, source);
        if (isFault(settled)) return settled;
        return { ...settled, findings: [reserved(status.becomes), ...settled.findings] };
      }
      case 'invalid': {
        const nearest = nearestName(name, facts.namesOf(source));
        const meant = nearest === undefined ? '' : `; "${nearest}" is the nearest`;
        return { path: 'event', message: `not a name that TikTok takes: expected ${status.rule}${meant}` };
      }
    }
  };
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(' or ');

function retired(now: readonly string[]): Finding {
  return {
    rule: 'retired_name',
    path: 'event',
    message: `TikTok lists this name no longer, though it still takes it: use ${quoted(now)}, on the page and here at once`,
  };
}

function reserved(becomes: string): Finding {
  return {
    rule: 'reserved_name',
    path: 'event',
    message: `TikTok keeps this name for itself and shows "${becomes}", which is sent: use that name`,
  };
}

function custom(nearest: string | undefined): Finding {
  const meant =
    nearest === undefined
      ? 'set one of its standard names for it in events.map if campaigns are to optimise for it'
      : `if "${nearest}" is meant, set that name for it in events.map`;
  return {
    rule: 'custom_name',
    path: 'event',
    message: `a custom event, which TikTok reports and no campaign can optimise for; ${meant}`,
  };
}
