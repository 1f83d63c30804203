import { REFUSALS } from './bad-events.ts';

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
      if (id !== undefined && ids.length === 1 && REFUSAL_CODES.has(codeIn(answer))) refusedAlone.add(id);
    },
  };
}

/** The code of an answer, 0 where there is none to be read. */
function codeIn(answer = ''): number {
  try {
    return Number((JSON.parse(answer) as { code?: number }).code ?? 0);
  } catch {
    return 0;
  }
}
