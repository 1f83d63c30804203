import type { Dropped } from '../contract/dropped.ts';
import { type Fault, isFault } from '../contract/fault.ts';
import type { Finding } from '../contract/finding.ts';
import type { EventSource } from '../tiktok/event.ts';
import { createNameDrift } from './name-drift.ts';
import { nameKey } from './name-key.ts';
import { nearestName } from './nearest-name.ts';
import { type PresetName, presets } from './presets/presets.ts';
import { createSettleName, type NameFacts } from './settle-name.ts';

/** How one pixel or event set wants its events called. */
export interface NameRules extends NameFacts {
  readonly preset: PresetName;
  /** The site's own rows, which go over the preset's: TikTok's name, several of them, or null to switch the event off. */
  readonly map: Readonly<Record<string, string | readonly string[] | null>>;
  /** TikTok's name, and the one that this pixel uses for it: TikTok compares the literal names. */
  readonly alias: Readonly<Record<string, string>>;
  /** What becomes of an event that neither map nor preset nor TikTok has a name for. */
  readonly unmapped: 'drop' | 'pass' | 'reject';
}

/** The names that an event has at TikTok, at least one and none twice, and what is to be said of them. */
export interface Named {
  readonly names: readonly string[];
  readonly findings: readonly Finding[];
}

interface Nameable {
  readonly event: string;
  readonly pixelFired: boolean;
  readonly eventSource: EventSource;
}

/**
 * Makes what gives an event its names at TikTok. Whatever comes out, TikTok takes from that source.
 *
 * What the pixel was told keeps its literal name, since TikTok has it already and compares to the letter; but for
 * names that TikTok itself renames, and for TikTok's names in other case: as sent by the page they count for
 * nothing, so the copy goes under the right one, and a finding says so. Neither preset nor `unmapped` touches it;
 * a null in the site's own map switches its copy off.
 *
 * What a server sends is called as the site's own map says; else by its literal name if TikTok knows it; else as
 * the preset says; else as TikTok spells or renames it; and what has no name then is `unmapped`. The alias comes last.
 */
export function createNameEvent(rules: NameRules): (event: Nameable) => Named | Dropped | Fault {
  const settleName = createSettleName(rules);
  // No names are none: switched off.
  const own = new Map(
    Object.entries(rules.map).map(([name, row]) => [nameKey(name), row?.length ? row : null]),
  );
  const preset = new Map(Object.entries(presets[rules.preset]).map(([name, row]) => [nameKey(name), row]));
  const alias = new Map(Object.entries(rules.alias));
  const driftOf = createNameDrift({ own, preset, alias, statusOf: rules.statusOf });

  function namePixelEvent(event: string, source: EventSource): Named | Fault {
    const settled = settleName(event, source);
    if (isFault(settled)) return settled;
    const drift = driftOf(event, source);
    return { names: [settled.name], findings: drift ? [...settled.findings, drift] : settled.findings };
  }

  /** As the rows have it, or undefined where there is none. */
  function rowOf(event: string, source: EventSource): string | readonly string[] | null | undefined {
    const key = nameKey(event);
    if (own.has(key)) return own.get(key);
    const { kind } = rules.statusOf(event, source);
    if (kind === 'current' || kind === 'retired') return event;
    if (preset.has(key)) return preset.get(key);
    return kind === 'other_case' || kind === 'reserved' ? event : undefined;
  }

  function nameServerEvent(event: string, source: EventSource): Named | Dropped | Fault {
    const row = rowOf(event, source);
    if (row === null) return { dropped: 'disabled', event };
    if (row === undefined && rules.unmapped === 'drop') return { dropped: 'unmapped', event };
    if (row === undefined && rules.unmapped === 'reject') return unmappedFault(event, source);

    const findings = new Map<string, readonly Finding[]>();
    for (const target of [row ?? event].flat()) {
      const settled = settleName(aliasOf(target, source), source);
      if (isFault(settled)) return settled;
      findings.set(settled.name, settled.findings);
    }
    return { names: [...findings.keys()], findings: [...findings.values()].flat() };
  }

  function aliasOf(target: string, source: EventSource): string {
    const status = rules.statusOf(target, source);
    const canonical =
      status.kind === 'reserved' ? status.becomes : status.kind === 'other_case' ? status.name : target;
    return alias.get(canonical) ?? target;
  }

  function unmappedFault(event: string, source: EventSource): Fault {
    const nearest = nearestName(event, rules.namesOf(source));
    const meant =
      nearest === undefined ? "one of TikTok's names" : `"${nearest}", which is the nearest, or another`;
    return {
      path: 'event',
      message: `has no name at TikTok, and events.unmapped is "reject": set ${meant} for it in events.map`,
    };
  }

  return function nameEvent({ event, pixelFired, eventSource }) {
    if (!pixelFired) return nameServerEvent(event, eventSource);
    if (own.get(nameKey(event)) === null) return { dropped: 'disabled', event };
    return namePixelEvent(event, eventSource);
  };
}
