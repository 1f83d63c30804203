import type { CollectorRow, PixelHit, TikTokEvent } from './demo-sources.ts';

const MATCH_KEYS = ['ttclid', 'ttp', 'email', 'phone', 'ip', 'user_agent'] as const;
type MatchKey = (typeof MATCH_KEYS)[number];

/** One event in one of the three columns. */
interface Sighting {
  readonly at: number;
  /** Names only: the page has no use for the values, hashed or not. */
  readonly matchKeys: readonly MatchKey[];
  readonly value: number | undefined;
  readonly currency: string | undefined;
}

/** One event on its way through the three columns, tied together by its event id. */
interface Thread {
  readonly key: string;
  readonly event: string;
  readonly eventId: string | undefined;
  readonly pixel?: Sighting & { readonly times: number };
  readonly collector?: Sighting & Pick<CollectorRow, 'state' | 'attempts' | 'reason'>;
  readonly tiktok?: Sighting & { readonly merged: number; readonly dropped: number };
}

export interface DemoState {
  readonly collectorAnswers: boolean;
  readonly purchases: { readonly counted: number; readonly copies: number; readonly value: number };
  /** The latest to move stands first. */
  readonly threads: readonly Thread[];
}

interface Sources {
  readonly pixelHits: readonly PixelHit[];
  readonly tiktokEvents: readonly TikTokEvent[];
  /** Undefined while the collector does not answer. */
  readonly collectorRows: readonly CollectorRow[] | undefined;
}

export function demoState({ pixelHits, tiktokEvents, collectorRows }: Sources): DemoState {
  const threads = new Map<string, Thread>();
  const extend = (event: string, eventId: string | undefined, at: number, part: Partial<Thread>) => {
    const key = threadKey(event, eventId, at);
    threads.set(key, { key, event, eventId: eventId || undefined, ...threads.get(key), ...part });
  };

  for (const hit of pixelHits) {
    const before = threads.get(threadKey(hit.event, hit.event_id, hit.at))?.pixel;
    const pixel = { ...sighting(hit.at, hit.user, hit.body.properties), times: (before?.times ?? 0) + 1 };
    extend(hit.event, hit.event_id, hit.at, { pixel });
  }
  for (const row of collectorRows ?? []) {
    const { state, attempts, reason } = row;
    const seen = sighting(row.received_at, row.body.user, row.body.properties);
    extend(row.event, row.event_id, row.received_at, { collector: { ...seen, state, attempts, reason } });
  }
  for (const event of tiktokEvents) {
    const copiesThat = (verdict: string) => event.copies.filter((copy) => copy.verdict === verdict).length;
    const latest = Math.max(event.first_at, ...event.copies.map((copy) => copy.at));
    const seen = sighting(latest, event.user, event.properties);
    const tiktok = { ...seen, merged: copiesThat('merged'), dropped: copiesThat('dropped') };
    extend(event.event, event.event_id, event.first_at, { tiktok });
  }

  const purchases = tiktokEvents.filter(({ event }) => event === 'Purchase');
  return {
    collectorAnswers: collectorRows !== undefined,
    purchases: {
      counted: purchases.length,
      copies: purchases.reduce((sum, { copies }) => sum + copies.length, 0),
      value: purchases.reduce((sum, { properties }) => sum + (amount(properties.value) ?? 0), 0),
    },
    threads: [...threads.values()].sort((one, other) => latestAt(other) - latestAt(one)),
  };
}

/** Without an id nothing ties two copies together, so that each stands alone, as at TikTok. */
function threadKey(event: string, eventId: string | undefined, at: number): string {
  return eventId ? `${event} ${eventId}` : `${event} @${at}`;
}

function sighting(
  at: number,
  user: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, unknown>>,
): Sighting {
  const currency = properties.currency;
  return {
    at,
    matchKeys: MATCH_KEYS.filter((key) => isGiven(user[key])),
    value: amount(properties.value),
    currency: typeof currency === 'string' ? currency : undefined,
  };
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isGiven) : typeof value === 'string' && value !== '';
}

/** Shops put numbers into the pixel as strings, too. */
function amount(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function latestAt({ pixel, collector, tiktok }: Thread): number {
  return Math.max(pixel?.at ?? 0, collector?.at ?? 0, tiktok?.at ?? 0);
}
