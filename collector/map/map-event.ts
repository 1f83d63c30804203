import { type Dropped, isDropped } from '../contract/dropped.ts';
import { type Fault, isFault } from '../contract/fault.ts';
import type { Finding } from '../contract/finding.ts';
import type { NormalisedEvent } from '../normalise/normalise-event.ts';
import type { EventSource, TikTokEvent } from '../tiktok/event.ts';
import type { SourceFields } from '../tiktok/event-fields.ts';
import { tellingName } from './clean-text.ts';
import { createLint, type LintRules } from './lint.ts';
import { createNameEvent, type NameRules } from './name-event.ts';
import { prune, type Unpruned } from './prune.ts';
import { requiredFields } from './required-fields.ts';
import { createShapeProperties, type PropertyRules } from './shape-properties.ts';

/** What the mapping needs to know of TikTok's rules, and of the site's. */
export interface MapRules {
  readonly names: NameRules;
  readonly fields: Readonly<Record<EventSource, SourceFields>>;
  readonly properties: PropertyRules;
  readonly lint: LintRules;
}

/** An event as TikTok gets it, once for each name that it has there, and what is to be said of it. */
export interface Mapped {
  readonly items: readonly TikTokEvent[];
  readonly findings: readonly Finding[];
}

/** Makes the stage that gives an event TikTok's names and shape, or says why TikTok would refuse it. */
export function createMapEvent(rules: MapRules): (event: NormalisedEvent) => Mapped | Dropped | Fault {
  const nameEvent = createNameEvent(rules.names);
  const shapeEvent = createShapeEvent(rules);
  const lint = createLint(rules.lint);

  return function mapEvent(event) {
    const named = nameEvent(event);
    if (isFault(named) || isDropped(named)) return named;
    const fault = requiredFields(event, rules.fields[event.eventSource]);
    if (fault) return fault;
    const { shaped, findings } = shapeEvent(event);
    const items = named.names.map((name) => ({ event: name, ...shaped }));
    return {
      items,
      findings: [
        ...event.findings,
        ...named.findings,
        ...findings,
        // What an event lacks depends on its name only for what it is worth: the first name is the one that is meant.
        ...lint(items[0] as TikTokEvent, event.eventSource),
      ],
    };
  };
}

interface Shaped {
  readonly shaped: Omit<TikTokEvent, 'event'>;
  readonly findings: readonly Finding[];
}

function createShapeEvent(rules: MapRules): (event: NormalisedEvent) => Shaped {
  const shapeProperties = createShapeProperties(rules.properties);

  return function shapeEvent(event) {
    const fields = rules.fields[event.eventSource];
    const { properties, findings: ofProperties } = shapeProperties(event.properties);
    const findings = [...ofProperties];
    const { objects } = fields;
    const rest = {
      user: pick(event.user, fields.user),
      page: objects.has('page') ? { url: event.page?.url, referrer: event.page?.referrer } : undefined,
      lead: objects.has('lead') ? event.lead : undefined,
      app: objects.has('app') ? event.app : undefined,
      ad: objects.has('ad') ? shapeAd(event.ad, findings) : undefined,
    } satisfies Unpruned<Partial<TikTokEvent>>;
    prune(rest);
    const shaped = {
      event_time: event.eventTime,
      event_id: event.eventId,
      properties,
      ...rest,
      // Said of every event that has it, so that nobody need ask what its absence means.
      limited_data_use: fields.limitedDataUse ? event.limitedDataUse : undefined,
    } satisfies Unpruned<Omit<TikTokEvent, 'event'>>;
    return { shaped: shaped as Shaped['shaped'], findings };
  };
}

/** An id that a template left behind would cost the event. */
function shapeAd(ad: NormalisedEvent['ad'], findings: Finding[]) {
  return (
    ad && {
      ...ad,
      campaign_id: tellingName(ad.campaign_id, 'ad.campaign_id', findings),
      ad_id: tellingName(ad.ad_id, 'ad.ad_id', findings),
      creative_id: tellingName(ad.creative_id, 'ad.creative_id', findings),
    }
  );
}

/** A copy with the named fields only. */
function pick<Value extends object>(value: Value, names: ReadonlySet<string>): Partial<Value> {
  const picked: Partial<Value> = {};
  for (const name of names as ReadonlySet<keyof Value & string>) {
    if (value[name] !== undefined) picked[name] = value[name];
  }
  return picked;
}
