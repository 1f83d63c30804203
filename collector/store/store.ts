import type { EventSource } from '../tiktok/event.ts';

/** An event in its last shape. `body` is the JSON of one item of TikTok's `data[]`. */
interface ShapedEvent {
  readonly pixel: string;
  readonly eventSource: EventSource;
  readonly testEventCode: string | null;
  readonly event: string;
  readonly eventId: string;
  readonly body: string;
  readonly receivedAt: number;
}

/** An event to be kept. */
export interface NewEvent extends ShapedEvent {
  /** JSON of what is to be said of it, for people; TikTok does not get it. */
  readonly findings: string;
  /** False where it is collected only: kept and known again by its id, and never due. */
  readonly relayed: boolean;
}

/** Who delivers together: TikTok takes one source, one source id and one test code a request. */
export interface ClaimedEvent extends ShapedEvent {
  readonly id: number;
  /** Fencing token: a settlement under an older lease is ignored. */
  readonly lease: string;
  /** How often it has been claimed before this time. */
  readonly attempts: number;
}

export type Settlement = { readonly id: number; readonly lease: string } & (
  | { readonly kind: 'accepted'; readonly requestId: string | null }
  | { readonly kind: 'retry'; readonly dueAt: number; readonly reason: string }
  /** Claimed but never sent, as at shutdown: due again at once, and the attempt does not count. */
  | { readonly kind: 'returned' }
  | { readonly kind: 'dead'; readonly reason: string; readonly requestId: string | null }
);

/** What is known of a buyer from earlier requests; never an address, a number or an external id. */
export interface Visitor {
  readonly ttclid?: string | undefined;
  readonly ttp?: string | undefined;
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly pageUrl?: string | undefined;
}

/** A visitor seen now under a key, such as `visitor:<hash>`; absent fields keep what was known. */
export interface Sighting extends Visitor {
  readonly key: string;
}

export interface Append {
  readonly events: readonly NewEvent[];
  readonly sightings: readonly Sighting[];
}

export type AppendResult = 'stored' | 'duplicate';

type EventState = 'due' | 'accepted' | 'dead' | 'collected';

/** A stored event as people look at it. */
export interface StoredEvent extends ShapedEvent {
  readonly findings: string;
  readonly id: number;
  readonly state: EventState;
  readonly attempts: number;
  readonly reason: string | null;
  readonly requestId: string | null;
}

export interface StoreStats {
  /** Events waiting, leased ones included. */
  readonly due: number;
  readonly accepted: number;
  readonly dead: number;
  /** Kept without being sent. */
  readonly collected: number;
  /** Age of the oldest waiting event in ms; 0 where none waits. */
  readonly oldestDueMs: number;
}

/** What waits, leased events included. */
export interface QueueSize {
  readonly events: number;
  /** Of their bodies; where many wait, an estimate from the newest ones. */
  readonly bytes: number;
  /** Age of the oldest of them in ms; 0 where none waits. */
  readonly oldestMs: number;
}

/**
 * The outbox, the memory of ids, and the visitors. All engines pass `conformance.ts`.
 * Every promise that resolves means: on disk. Every one that rejects means: nothing of that call was kept.
 */
export interface EventStore {
  /** Keeps events that are new under (pixel, event, event id) for 48 h; answers in the order given. */
  append(append: Append): Promise<AppendResult[]>;
  /** What is known of each visitor key; keys that nobody knows are left out. */
  recall(keys: readonly string[]): Promise<ReadonlyMap<string, Visitor>>;
  /** Leases up to `limit` due events, oldest first; nobody else sees them until `leaseMs` have passed. */
  claim(limit: number, leaseMs: number): Promise<ClaimedEvent[]>;
  /** Writes outcomes in one transaction; returns how many counted (stale leases do not). */
  settle(settlements: readonly Settlement[]): Promise<number>;
  /** The newest stored events, newest first. */
  recent(limit: number): Promise<StoredEvent[]>;
  stats(): Promise<StoreStats>;
  /** What waits. Quick however much there is, since it is asked for every second. */
  queue(): Promise<QueueSize>;
  /** Proves that a write reaches the disk; rejects where it does not. */
  check(): Promise<void>;
  /** Forgets ids after 48 h, delivered and collected events after a day, dead ones and visitors after thirty. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}
