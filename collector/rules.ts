import type { Config } from './config.ts';
import type { PrepareRules } from './prepare.ts';
import { minorDigits } from './tiktok/currencies.ts';
import { EVENT_FIELDS } from './tiktok/event-fields.ts';
import { eventNameStatus, PAGE_VIEW } from './tiktok/event-names.ts';
import { COMMERCE_EVENTS, MATCH_KEYS } from './tiktok/event-parameters.ts';
import { CURRENCIES, MAX_EVENT_AGE_MS, MAX_EVENT_LENGTH } from './tiktok/limits.ts';

/** What the configuration and TikTok's own limits mean for the stages that an event passes. */
export function prepareRulesOf(config: Config): PrepareRules {
  return {
    destinations: config.pixels.map(({ code, source, testEventCode }) => ({
      code,
      source,
      testEventCode,
      normalise: {
        defaultCountry: config.DEFAULT_COUNTRY,
        currencies: CURRENCIES,
        maxEventAgeMs: MAX_EVENT_AGE_MS,
        limitedDataUse: false,
        pageParameters: new Set(),
      },
      map: {
        eventNameStatus,
        fields: EVENT_FIELDS,
        properties: { value: 'total', unitCosts: new Map(), contentId: undefined, minorDigits },
        lint: { commerceEvents: COMMERCE_EVENTS, matchKeys: MATCH_KEYS },
      },
    })),
    maxEventLength: MAX_EVENT_LENGTH,
    pixelAlone: new Set(config.RELAY_PAGE_VIEWS ? [] : [PAGE_VIEW]),
  };
}
