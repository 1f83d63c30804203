/**
 * Counts as TikTok counts: https://ads.tiktok.com/help/article/event-deduplication . The key is source, event and
 * event id. The first copy counts; its twin from the other channel may complete it for five minutes; every other
 * copy is dropped for 48 hours. Windows run from the arrival of the first copy.
 */
export type Channel = 'pixel' | 'api';
export type Verdict = 'counted' | 'merged' | 'dropped';
/** `pixel-api`: the help centre's wording. `any`: the developer page's, where two copies of one channel merge too. */
export type MergeScope = 'pixel-api' | 'any';
type Fields = Readonly<Record<string, unknown>>;

export interface Arrival {
  readonly channel: Channel;
  readonly source: string;
  readonly sourceId: string;
  readonly event: string;
  readonly eventId?: string | undefined;
  readonly eventTime?: number | undefined;
  readonly user?: Fields | undefined;
  readonly properties?: Fields | undefined;
  readonly page?: Fields | undefined;
  readonly testEventCode?: string | undefined;
  readonly at: number;
}

export interface CountedEvent {
  readonly event: string;
  readonly event_id: string | undefined;
  readonly event_time: number | undefined;
  readonly source: string;
  readonly source_id: string;
  readonly first_channel: Channel;
  readonly test_event_code: string | undefined;
  readonly first_at: number;
  readonly user: Record<string, unknown>;
  readonly properties: Record<string, unknown>;
  readonly page: Record<string, unknown>;
  readonly copies: { readonly channel: Channel; readonly at: number; readonly verdict: Verdict }[];
}

export type LedgerTotals = Record<Verdict, number>;

export interface Ledger {
  record(arrival: Arrival): Verdict;
  /** In order of arrival. Test events never stand here. */
  events(): readonly CountedEvent[];
  testEvents(): readonly CountedEvent[];
  totals(): LedgerTotals;
  setMergeScope(scope: MergeScope): void;
  clear(): void;
}

const mergeWindowMs = 5 * 60 * 1000;
const duplicateWindowMs = 48 * 3600 * 1000;

function open(arrival: Arrival): CountedEvent {
  return {
    event: arrival.event,
    event_id: arrival.eventId || undefined,
    event_time: arrival.eventTime,
    source: arrival.source,
    source_id: arrival.sourceId,
    first_channel: arrival.channel,
    test_event_code: arrival.testEventCode,
    first_at: arrival.at,
    user: { ...arrival.user },
    properties: { ...arrival.properties },
    page: { ...arrival.page },
    copies: [],
  };
}

/** Add-if-absent: TikTok's example lets the later copy supply a missing e-mail, never replace one. */
function complete(event: CountedEvent, arrival: Arrival): void {
  for (const part of ['user', 'properties', 'page'] as const) {
    for (const [name, value] of Object.entries(arrival[part] ?? {})) event[part][name] ??= value;
  }
}

function verdictOnCopy(first: CountedEvent, arrival: Arrival, scope: MergeScope): Verdict {
  const ageMs = arrival.at - first.first_at;
  if (ageMs > duplicateWindowMs) return 'counted';
  if (ageMs >= mergeWindowMs) return 'dropped';
  const isTwin = first.copies.every((copy) => copy.channel !== arrival.channel);
  return scope === 'any' || isTwin ? 'merged' : 'dropped';
}

/** One book for what counts, one for test events: TikTok shows both, and adds up only the first. */
function createBook(limit: number) {
  const events = new Set<CountedEvent>();
  const latest = new Map<string, CountedEvent>();
  const totals: LedgerTotals = { counted: 0, merged: 0, dropped: 0 };
  const keyOf = (event: CountedEvent) => JSON.stringify([event.source_id, event.event, event.event_id]);

  function forgetOldest(): void {
    const [oldest] = events;
    if (!oldest) return;
    events.delete(oldest);
    if (latest.get(keyOf(oldest)) === oldest) latest.delete(keyOf(oldest));
  }

  function record(arrival: Arrival, scope: MergeScope): Verdict {
    const opened = open(arrival);
    const key = keyOf(opened);
    const first = opened.event_id === undefined ? undefined : latest.get(key);
    const verdict = first ? verdictOnCopy(first, arrival, scope) : 'counted';
    const event = first && verdict !== 'counted' ? first : opened;
    if (event === opened) events.add(opened);
    if (event === opened && opened.event_id !== undefined) latest.set(key, opened);
    if (verdict === 'merged') complete(event, arrival);
    event.copies.push({ channel: arrival.channel, at: arrival.at, verdict });
    totals[verdict] += 1;
    if (events.size > limit) forgetOldest();
    return verdict;
  }

  function clear(): void {
    events.clear();
    latest.clear();
    Object.assign(totals, { counted: 0, merged: 0, dropped: 0 });
  }

  return { events, totals, record, clear };
}

/** `limit` bounds memory only; it lies far above any run of the tests or the bench. */
export function createLedger({
  mergeScope = 'pixel-api',
  limit = 500_000,
}: {
  readonly mergeScope?: MergeScope;
  readonly limit?: number;
} = {}): Ledger {
  const counted = createBook(limit);
  const tests = createBook(10_000);
  let scope = mergeScope;
  return {
    record: (arrival) => (arrival.testEventCode === undefined ? counted : tests).record(arrival, scope),
    events: () => [...counted.events],
    testEvents: () => [...tests.events],
    totals: () => ({ ...counted.totals }),
    setMergeScope(next) {
      scope = next;
    },
    clear() {
      counted.clear();
      tests.clear();
    },
  };
}
