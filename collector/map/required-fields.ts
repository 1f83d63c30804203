import type { Fault } from '../contract/fault.ts';
import type { NormalisedEvent } from '../normalise/normalise-event.ts';
import type { SourceFields } from '../tiktok/event-fields.ts';
import { cleanName } from './clean-text.ts';

const WHY: Readonly<Record<NonNullable<SourceFields['required']>, string>> = {
  'page.url': 'required for web events: the address of the page, or the shop, where it happened',
  'app.app_id': "required for app events: the number in Apple's store, or the name of the Android package",
  'lead.lead_id': "required for crm events: the id that TikTok's lead form gave the lead",
};

/** What an event lacks without which TikTok could not take it, or could match it to nobody. */
export function requiredFields(event: NormalisedEvent, fields: SourceFields): Fault | undefined {
  const { required, oneOf } = fields;
  if (required !== undefined && cleanName(fieldOf(event, required)) === undefined) {
    return { path: required, message: [WHY[required], ...leftOut(event, [required])].join('; ') };
  }
  const user: Readonly<Record<string, unknown>> = event.user;
  if (oneOf.length > 0 && oneOf.every((field) => user[field] === undefined)) {
    const need = `nothing to match a person by: ${event.eventSource} events need at least one of ${oneOf.join(', ')}`;
    const given = oneOf.map((field) => `user.${field}`);
    return { path: 'user', message: [need, ...leftOut(event, given)].join('; ') };
  }
  return undefined;
}

/** Of these fields, what was given and could not be used, and why: a refused event has no findings to look at. */
function leftOut({ findings }: NormalisedEvent, paths: readonly string[]): Set<string> {
  return new Set(
    findings.filter(({ path }) => paths.includes(path)).map(({ path, message }) => `${path} ${message}`),
  );
}

function fieldOf(event: NormalisedEvent, path: NonNullable<SourceFields['required']>): string | undefined {
  switch (path) {
    case 'page.url':
      return event.page?.url;
    case 'app.app_id':
      return event.app?.app_id;
    case 'lead.lead_id':
      return event.lead?.lead_id;
    default:
      return path satisfies never;
  }
}
