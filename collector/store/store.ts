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
  /** What the relay noted at earlier attempts. The store keeps the text and does not read it. */
  readonly history: string | null;
}

/** What a claim leaves alone. */
export interface ClaimFilter {
  /** Pixels that cannot take anything now: however many of their events wait, they fill no claim. */
  readonly except?: readonly string[];
}

export type Settlement = {
  readonly id: number;
  readonly lease: string;
} /** The note is what TikTok said beside its yes; it stands where the reason of others does. */ & (
  | { readonly kind: 'accepted'; readonly requestId: string | null; readonly note?: string | undefined }
  /** A history that is not given stays as it was. */
  | { readonly kind: 'retry'; readonly dueAt: number; readonly reason: string; readonly history?: string }
  /** Claimed but never sent, as at shutdown: due again at once, and the attempt does not count. */
  | { readonly kind: 'returned' }
  | {
      readonly kind: 'dead';
      readonly reason: string;
      readonly requestId: string | null;
      readonly history?: string;
    }
);

/** A dead event that is to be sent once more. */
export interface Replay {
  readonly id: number;
  readonly history: string;
}

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

export const EVENT_STATES = ['due', 'accepted', 'dead', 'collected'] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** Which stored events are looked at; all conditions hold together. */
export interface EventFilter {
  readonly state?: EventState | undefined;
  readonly pixel?: string | undefined;
  /** Text that the reason contains, with its capitals. */
  readonly reason?: string | undefined;
  readonly eventId?: string | undefined;
  /** Received at this time or later (ms). */
  readonly since?: number | undefined;
  /** Received before this time (ms). */
  readonly until?: number | undefined;
  /** Only ids below this one: the next page. */
  readonly before?: number | undefined;
  readonly ids?: readonly number[] | undefined;
}

/** A stored event as people look at it. */
export interface StoredEvent extends ShapedEvent {
  readonly findings: string;
  readonly id: number;
  readonly state: EventState;
  readonly attempts: number;
  readonly reason: string | null;
  readonly requestId: string | null;
  readonly history: string | null;
}

export interface StoreStats {
  /** Events waiting, leased ones included. */
  readonly due: number;
  readonly accepted: number;
  readonly dead: number;
  /** Kept without being sent. */
  readonly collected: number;
  /** How long the oldest of them has waited, in ms; 0 where none waits. */
  readonly oldestDueMs: number;
}

/** What waits, leased events included. */
export interface QueueSize {
  readonly events: number;
  /** Of their bodies; where many wait, an estimate from the newest ones. */
  readonly bytes: number;
  /** How long the oldest of them has waited, from its receipt or replay on, in ms; 0 where none waits. */
  readonly oldestMs: number;
}

/**
 * The outbox, the memory of ids, and the visitors. All engines pass `conformance.ts`.
 * Every promise that resolves means: on disk. Every one that rejects promises nothing: do it again. What is done twice
 * counts once, should the first have been kept and only its answer lost on the way.
 */
export interface EventStore {
  /** Keeps events that are new under (pixel, event, event id) for 48 h; answers in the order given. */
  append(append: Append): Promise<AppendResult[]>;
  /** What is known of each visitor key; keys that nobody knows are left out. */
  recall(keys: readonly string[]): Promise<ReadonlyMap<string, Visitor>>;
  /** Leases up to `limit` due events, oldest first; nobody else sees them until `leaseMs` have passed. */
  claim(limit: number, leaseMs: number, filter?: ClaimFilter): Promise<ClaimedEvent[]>;
  /** Lets events of one claim stay leased for `leaseMs` from now; returns those that nobody has claimed since. */
  renew(lease: string, ids: readonly number[], leaseMs: number): Promise<number[]>;
  /** Writes outcomes in one transaction; returns how many counted (stale leases do not). */
  settle(settlements: readonly Settlement[]): Promise<number>;
  /**
   * Puts dead events back to due, now, with their content and no attempts, and remembers their ids for 48 h from now.
   * Returns the ids of those it put back: not what is no longer dead, nor what another copy was stored of since it died.
   */
  replay(replays: readonly Replay[]): Promise<number[]>;
  /** The newest stored events, newest first. */
  recent(limit: number, filter?: EventFilter): Promise<StoredEvent[]>;
  stats(): Promise<StoreStats>;
  /** What waits. Quick however much there is, since it is asked for every second. */
  queue(): Promise<QueueSize>;
  /** Proves that a write reaches the disk; rejects where it does not. */
  check(): Promise<void>;
  /** Has the listener called when events have fallen due by an append: by this process, or by any on the same store. */
  onDue(listener: () => void): void;
  /** Forgets ids after 48 h, delivered and collected events after a day, dead ones and visitors after thirty. */
  sweep(): Promise<void>;
  /** Waits for the appends under way. Rejects where that takes too long; what was acknowledged is safe all the same. */
  close(): Promise<void>;
}
