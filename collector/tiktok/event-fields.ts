import type { EventSource } from './event.ts';

/** What TikTok documents for events of one source; the fields of every source are not told here. */
export interface SourceFields {
  /** Fields of `user`. */
  readonly user: ReadonlySet<string>;
  /** Objects that stand beside `user` and `properties`. */
  readonly objects: ReadonlySet<'page' | 'app' | 'ad' | 'lead'>;
  readonly limitedDataUse: boolean;
  /** A field that no event may lack. */
  readonly required: 'page.url' | 'app.app_id' | 'lead.lead_id' | undefined;
  /** Fields of `user` of which an event needs at least one; none where nothing is listed. */
  readonly oneOf: readonly string[];
}

const WEB_MATCH = ['email', 'phone', 'external_id', 'ttclid', 'ttp', 'ip', 'user_agent'];
const WEB_USER = [...WEB_MATCH, 'locale', 'first_name', 'last_name', 'zip_code', 'city', 'state', 'country'];
const APP_MATCH = ['email', 'phone', 'idfa', 'gaid', 'idfv', 'ip', 'user_agent'];
const APP_USER = [...APP_MATCH, 'locale', 'att_status'];

/**
 * Which fields an event of each source has, and needs.
 * https://business-api.tiktok.com/portal/docs?id=1771101303285761
 * What is needed to match a person is undocumented: Amperity refuses web events without any of these and offline
 * events without e-mail and phone. https://docs.amperity.com/operator/events_tiktok_ads.html
 */
export const EVENT_FIELDS: Readonly<Record<EventSource, SourceFields>> = {
  web: {
    user: new Set(WEB_USER),
    objects: new Set(['page']),
    limitedDataUse: true,
    required: 'page.url',
    oneOf: WEB_MATCH,
  },
  app: {
    user: new Set(APP_USER),
    objects: new Set(['app', 'ad']),
    limitedDataUse: true,
    required: 'app.app_id',
    oneOf: APP_MATCH,
  },
  offline: {
    // The last two are what Segment sends: https://github.com/segmentio/action-destinations (tiktok-offline-conversions).
    user: new Set(['email', 'phone', 'external_id', 'ttclid']),
    objects: new Set(),
    limitedDataUse: false,
    required: undefined,
    oneOf: ['email', 'phone'],
  },
  crm: {
    user: new Set(['email', 'phone', 'external_id']),
    objects: new Set(['lead']),
    limitedDataUse: false,
    required: 'lead.lead_id',
    oneOf: [],
  },
};
