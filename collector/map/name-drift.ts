import type { Finding } from '../contract/finding.ts';
import type { EventSource } from '../tiktok/event.ts';
import { nameKey } from './name-key.ts';
import type { NameFacts } from './settle-name.ts';

type Row = string | readonly string[] | null;

/** By what servers' events are named; rows stand under their key. */
interface ServerNames {
  readonly own: ReadonlyMap<string, Row>;
  readonly preset: ReadonlyMap<string, Row>;
  readonly alias: ReadonlyMap<string, string>;
  readonly statusOf: NameFacts['statusOf'];
}

/**
 * Makes what compares the pixel's name of an event with the name that servers' events of that meaning go out
 * under. Where they differ, TikTok counts both: it compares the literal names.
 * https://ads.tiktok.com/help/article/event-deduplication
 *
 * @returns what is to be said of it; undefined where servers use the pixel's name too
 */
export function createNameDrift(
  servers: ServerNames,
): (name: string, source: EventSource) => Finding | undefined {
  const { own, preset, alias, statusOf } = servers;
  const aliasOf = (name: string) => alias.get(name) ?? name;
  const used = new Set([...new Map([...preset, ...own]).values()].flatMap((row) => row ?? []).map(aliasOf));

  /** What servers' events of that meaning are called, before the alias. */
  function canonicalOf(name: string, source: EventSource): readonly string[] {
    const key = nameKey(name);
    const status = statusOf(name, source);
    const renamed = status.kind === 'retired' && status.now.length === 1 ? status.now : undefined;
    const literal = status.kind === 'current' ? name : undefined;
    return [own.get(key) ?? literal ?? renamed ?? preset.get(key) ?? name].flat();
  }

  return function driftOf(name, source) {
    const status = statusOf(name, source);
    // TikTok itself makes one of the two names.
    if (status.kind === 'reserved') return undefined;
    if (status.kind === 'other_case') {
      return drift(
        `TikTok's name is "${status.name}", in this case of the letters: the page has to use it too`,
      );
    }
    const names = canonicalOf(name, source);
    const [canonical = name] = names;
    if (names.map(aliasOf).includes(name)) return undefined;
    if (!own.has(nameKey(name)) && used.has(name)) return undefined;
    const remedy =
      canonical === name
        ? `take "${name}" out of events.alias`
        : `set events.alias to {"${canonical}": "${name}"}`;
    return drift(
      `the pixel says "${name}", servers' events go out as "${aliasOf(canonical)}", and TikTok counts both: ${remedy}, or change the page`,
    );
  };
}

const drift = (message: string): Finding => ({ rule: 'name_drift', path: 'event', message });
