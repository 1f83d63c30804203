import type { Append, EventStore, QueueSize } from './store.ts';

export interface QueueLimits {
  /** Events that may wait for delivery. */
  readonly maxEvents: number;
  /** Bytes of their bodies. */
  readonly maxBytes: number;
}

/** The store is well, and takes nothing until TikTok has taken some; whoever sees it knows it by its name. */
class QueueFull extends Error {
  override readonly name = 'QueueFull';

  constructor(waiting: string, setting: string) {
    super(
      `the queue is full: ${waiting} wait for delivery, which ${setting} allows no more of; find out why TikTok does not take them, or raise it`,
    );
  }
}

/** How long a look at the queue is good for; what is appended meanwhile is counted here. */
const LOOK_MS = 1000;

/**
 * Bounds what may wait for delivery: over it every append is refused, and so is `check`, until enough has gone out.
 * A queue is full once it has reached a limit, so the last append before may take it over.
 *
 * @param now ms of a clock that is never set
 */
export async function boundQueue(
  store: EventStore,
  limits: QueueLimits,
  now: () => number,
): Promise<EventStore> {
  let seen = await store.queue();
  let seenAt = now();
  /** Appended since the look. Some of it may be in `seen` already, so this errs on the side of the disk. */
  let added = NOTHING;
  let underWay = NOTHING;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const before = added;
    seen = await store.queue();
    seenAt = now();
    added = minus(added, before);
  }

  /** One look at a time, however many ask. */
  function lookOnce(): Promise<void> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  function requireRoom(): void {
    const { events, bytes } = plus(plus(seen, added), underWay);
    if (events >= limits.maxEvents) throw new QueueFull(`${events} events`, 'MAX_QUEUE_EVENTS');
    if (bytes >= limits.maxBytes) throw new QueueFull(`${bytes} bytes`, 'MAX_QUEUE_BYTES');
  }

  return {
    ...store,
    async append(append) {
      // Where the store does not answer, the append itself will say so.
      if (now() - seenAt >= LOOK_MS) lookOnce().catch(() => undefined);
      requireRoom();
      const size = sizeOf(append);
      underWay = plus(underWay, size);
      try {
        const results = await store.append(append);
        added = plus(added, size);
        return results;
      } finally {
        underWay = minus(underWay, size);
      }
    },
    async check() {
      await lookOnce();
      requireRoom();
      await store.check();
    },
  };
}

type Size = Pick<QueueSize, 'events' | 'bytes'>;

const NOTHING: Size = { events: 0, bytes: 0 };
const plus = (one: Size, other: Size): Size => ({
  events: one.events + other.events,
  bytes: one.bytes + other.bytes,
});
const minus = (one: Size, other: Size): Size => ({
  events: one.events - other.events,
  bytes: one.bytes - other.bytes,
});

function sizeOf({ events }: Append): Size {
  const relayed = events.filter((event) => event.relayed);
  return {
    events: relayed.length,
    bytes: relayed.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
  };
}
