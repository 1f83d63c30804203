import type { Dropped } from '../contract/dropped.ts';
import { type Fault, isFault } from '../contract/fault.ts';
import type { Finding } from '../contract/finding.ts';
import type { NormalisedEvent } from '../normalise/normalise-event.ts';
import type { EventSource, TikTokEvent } from '../tiktok/event.ts';
import type { SourceFields } from '../tiktok/event-fields.ts';
import { tellingName } from './clean-text.ts';
import { mapEventName } from './event-name.ts';
import { createLint, type LintRules } from './lint.ts';
import { prune, type Unpruned } from './prune.ts';
import { requiredFields } from './required-fields.ts';
import { createShapeProperties, type PropertyRules } from './shape-properties.ts';

/** What the mapping needs to know of TikTok's rules. */
export interface MapRules {
  readonly eventNameStatus: (name: string) => 'known' | 'custom' | 'invalid';
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
  const shapeEvent = createShapeEvent(rules);
  const lint = createLint(rules.lint);
  return function mapEvent(event) {
    const shaped = shapeEvent(event);
    if (isFault(shaped)) return shaped;
    const { item, findings } = shaped;
    return { items: [item], findings: [...event.findings, ...findings, ...lint(item, event.eventSource)] };
  };
}

interface Shaped {
  readonly item: TikTokEvent;
  readonly findings: readonly Finding[];
}

function createShapeEvent(rules: MapRules): (event: NormalisedEvent) => Shaped | Fault {
  const shapeProperties = createShapeProperties(rules.properties);

  return function shapeEvent(event) {
    // The literal name wins where the pixel used it or TikTok knows it: "CompletePayment" must not become "Purchase".
    const isLiteral = event.pixelFired || rules.eventNameStatus(event.event) === 'known';
    const name = isLiteral ? event.event : mapEventName(event.event);
    if (rules.eventNameStatus(name) === 'invalid') {
      return {
        path: 'event',
        message:
          'not a name that TikTok takes: use a standard name, or a letter and then up to 49 letters, digits, "_" and "-"',
      };
    }
    const fields = rules.fields[event.eventSource];
    const fault = requiredFields(event, fields);
    if (fault) return fault;
    const { properties, findings: ofProperties } = shapeProperties(event.properties);
    const findings = [...ofProperties];
    const { objects } = fields;
    const rest = {
      user: pick(event.user, fields.user),
      properties,
      page: objects.has('page') ? { url: event.page?.url, referrer: event.page?.referrer } : undefined,
      lead: objects.has('lead') ? event.lead : undefined,
      app: objects.has('app') ? event.app : undefined,
      ad: objects.has('ad') ? shapeAd(event.ad, findings) : undefined,
      // Said of every event that has it, so that nobody need ask what its absence means.
      limited_data_use: fields.limitedDataUse ? event.limitedDataUse : undefined,
    } satisfies Unpruned<Partial<TikTokEvent>>;
    prune(rest);
    const item = { event: name, event_time: event.eventTime, event_id: event.eventId, ...rest };
    return { item: item as TikTokEvent, findings };
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
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name))) as Partial<Value>;
}
