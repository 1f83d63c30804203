import { REFUSALS } from './bad-events.ts';
import { PAUSING_WORDS } from './hardships.ts';

/** What was sent, by event. */
export interface SentLog {
  /** Ids of events that were not the same to the byte each time. */
  readonly changed: ReadonlySet<string>;
  /** Ids of events that were sent once more after TikTok had refused them alone. */
  readonly resentAfterRefusal: ReadonlySet<string>;
  /** @param answer undefined where none came */
  see(items: readonly string[], answer: string | undefined): void;
}

const REFUSAL_CODES: ReadonlySet<number> = new Set(REFUSALS.map(({ code }) => code));

export function createSentLog(): SentLog {
  const first = new Map<string, string>();
  const refusedAlone = new Set<string>();
  const changed = new Set<string>();
  const resentAfterRefusal = new Set<string>();
  return {
    changed,
    resentAfterRefusal,
    see(items, answer) {
      const ids = items.map((item) => {
        const { event_id: id } = JSON.parse(item) as { event_id: string };
        if (refusedAlone.has(id)) resentAfterRefusal.add(id);
        if ((first.get(id) ?? item) !== item) changed.add(id);
        first.set(id, item);
        return id;
      });
      const [id] = ids;
      if (id !== undefined && ids.length === 1 && isRefusal(answer)) refusedAlone.add(id);
    },
  };
}

/** Whether TikTok said that an event is at fault; an answer that cannot be read says nothing. */
function isRefusal(answer = ''): boolean {
  try {
    const { code = 0, message = '' } = JSON.parse(answer) as { code?: number; message?: string };
    return REFUSAL_CODES.has(code) && !PAUSING_WORDS.includes(message);
  } catch {
    return false;
  }
}
