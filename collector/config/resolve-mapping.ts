import type { Mapping, MappingSettings } from './mapping.ts';

/** Says what is wrong with an event's name, or undefined. This part knows nothing of TikTok, so it is handed in. */
export type NameFault = (name: string, source: 'web' | 'app' | 'offline' | 'crm') => string | undefined;

/** Settings, and what the fault of one of them begins with, such as "clickthread.json: pixels.0.". */
export interface Placed {
  readonly settings: MappingSettings;
  readonly at: string;
}

/** What a mapping is checked with. */
interface Checks {
  readonly source: Parameters<NameFault>[1];
  readonly nameFault: NameFault;
  readonly readFile: (path: string) => string;
}

/**
 * The mapping of one pixel or event set: its own settings over those for every pixel, key by key, and row by row
 * in `map` and `alias`; where neither says anything, the default.
 *
 * @param faults gets what is wrong, by the place where it stands
 */
export function resolveMapping(everyPixel: Placed, own: Placed, checks: Checks, faults: string[]): Mapping {
  const settings = { ...everyPixel.settings, ...own.settings };
  const events = { ...everyPixel.settings.events, ...own.settings.events };
  const map = { ...everyPixel.settings.events?.map, ...own.settings.events?.map };
  const alias = { ...everyPixel.settings.events?.alias, ...own.settings.events?.alias };

  /** Where a setting stands that counts. */
  const placeOf = (has: (settings: MappingSettings) => boolean) =>
    has(own.settings) ? own.at : everyPixel.at;

  function checkNames(key: 'map' | 'alias', row: string, names: readonly string[]): void {
    for (const name of names) {
      const fault = checks.nameFault(name, checks.source);
      if (fault === undefined) continue;
      const place = placeOf(({ events }) => Object.hasOwn(events?.[key] ?? {}, row));
      faults.push(`${place}events.${key}.${row}: for ${checks.source} events, ${fault}`);
    }
  }
  for (const [row, target] of Object.entries(map)) checkNames('map', row, [target ?? []].flat());
  for (const [row, name] of Object.entries(alias)) checkNames('alias', row, [row, name]);

  return {
    preset: events.preset ?? 'modern',
    map,
    alias,
    unmapped: events.unmapped ?? 'pass',
    value: settings.value ?? 'total',
    costs: readCosts(),
    contentId: settings.content_id,
    limitedDataUse: settings.limited_data_use ?? false,
    pageParameters: settings.page_parameters ?? [],
  };

  function readCosts(): string | undefined {
    if (settings.costs === undefined) {
      if (settings.value === 'profit') {
        const place = placeOf(({ value }) => value !== undefined);
        faults.push(`${place}value: profit needs costs, the path of a CSV file with content_id,cost`);
      }
      return undefined;
    }
    try {
      return checks.readFile(settings.costs);
    } catch {
      const place = placeOf(({ costs }) => costs !== undefined);
      faults.push(`${place}costs: ${settings.costs} is missing or not readable`);
      return undefined;
    }
  }
}
