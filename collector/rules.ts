import { type Config, ConfigError } from './config/config.ts';
import type { NameFault } from './config/resolve-mapping.ts';
import type { Fault } from './contract/fault.ts';
import { readUnitCosts } from './map/unit-costs.ts';
import type { PrepareRules } from './prepare.ts';
import { minorDigits } from './tiktok/currencies.ts';
import { EVENT_FIELDS } from './tiktok/event-fields.ts';
import { currentEventNames, eventNameStatus, PAGE_VIEW } from './tiktok/event-names.ts';
import { COMMERCE_EVENTS, MATCH_KEYS } from './tiktok/event-parameters.ts';
import { CURRENCIES, MAX_EVENT_AGE_MS, MAX_EVENT_LENGTH } from './tiktok/limits.ts';

/**
 * What the configuration and TikTok's own limits mean for the stages that an event passes.
 *
 * @throws ConfigError where a cost file cannot be read
 */
export function prepareRulesOf(config: Config): PrepareRules {
  return {
    destinations: config.pixels.map(({ code, source, testEventCode, mapping }) => ({
      code,
      source,
      testEventCode,
      normalise: {
        defaultCountry: config.DEFAULT_COUNTRY,
        currencies: CURRENCIES,
        maxEventAgeMs: MAX_EVENT_AGE_MS,
        limitedDataUse: mapping.limitedDataUse,
        pageParameters: new Set(mapping.pageParameters),
      },
      map: {
        names: {
          preset: mapping.preset,
          map: mapping.map,
          alias: mapping.alias,
          unmapped: mapping.unmapped,
          statusOf: eventNameStatus,
          namesOf: currentEventNames,
        },
        fields: EVENT_FIELDS,
        properties: {
          value: mapping.value,
          unitCosts: unitCostsOf(code, mapping.costs),
          contentId: mapping.contentId,
          minorDigits,
        },
        lint: { commerceEvents: COMMERCE_EVENTS, matchKeys: MATCH_KEYS },
      },
    })),
    maxEventLength: MAX_EVENT_LENGTH,
    pixelAlone: new Set(config.RELAY_PAGE_VIEWS ? [] : [PAGE_VIEW]),
  };
}

function unitCostsOf(code: string, text: string | undefined): ReadonlyMap<string, number> {
  if (text === undefined) return new Map();
  const costs = readUnitCosts(text);
  if (costs instanceof Map) return costs;
  const faults = costs as readonly Fault[];
  throw new ConfigError(faults.map(({ path, message }) => `costs of ${code}: ${path}: ${message}`));
}

/** What is wrong with a name in the configuration's mappings, or undefined: every one has to be as TikTok takes it. */
export const eventNameFault: NameFault = (name, source) => {
  const status = eventNameStatus(name, source);
  switch (status.kind) {
    case 'current':
    case 'retired':
    case 'custom':
      return undefined;
    case 'reserved':
      return `TikTok makes "${status.becomes}" of this name: write that`;
    case 'other_case':
      return `TikTok writes this name "${status.name}", and case counts`;
    case 'invalid':
      return `TikTok takes ${status.rule}`;
  }
};
