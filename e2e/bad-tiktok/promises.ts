import type { Ledger } from '../simulator/ledger.ts';
import type { Promised } from '../torture/promised.ts';
import type { SentLog } from './sent-log.ts';
import type { TimedCollector } from './timed-collector.ts';
import type { TrialEvents } from './trial-events.ts';

/** Holds what TikTok has counted, and what the collector has kept, against what was sent. */
export async function promisesOf(
  { good, bad }: TrialEvents,
  sent: SentLog,
  ledger: Ledger,
  collector: Pick<TimedCollector, 'stats' | 'dead'>,
): Promise<Promised[]> {
  const copies = new Map<string, number>();
  for (const { event_id = '' } of ledger.events()) copies.set(event_id, (copies.get(event_id) ?? 0) + 1);
  const { due, accepted, dead } = await collector.stats();
  const reasons = new Map((await collector.dead()).map(({ eventId, reason }) => [eventId, reason ?? '']));
  const hasItsReason = ([id, words]: [string, string]) =>
    reasons.get(id) === words || reasons.get(id)?.startsWith(`${words} (`);
  const told = (id: string) => `${id}: ${reasons.get(id)}`;
  const { dropped } = ledger.totals();
  const countedTwice = [...copies].filter(([, count]) => count > 1).map(([id]) => id);
  return [
    none(
      `${good.length} good events, each counted`,
      good.filter((id) => !copies.has(id)),
    ),
    none(`${copies.size} counted events, each once`, countedTwice),
    none(
      'all counted events good',
      [...copies.keys()].filter((id) => bad.has(id)),
    ),
    none('good events, none dead', good.filter((id) => reasons.has(id)).map(told)),
    none(
      `${bad.size} bad events, each dead by TikTok's code and words`,
      [...bad].filter((each) => !hasItsReason(each)).map(([id]) => told(id)),
    ),
    none('bad events refused alone, each never sent again', [...sent.resentAfterRefusal]),
    none('resent events, each the same to the byte', [...sent.changed]),
    {
      what: `nothing is left over: ${due} due, ${accepted} accepted, ${dead} dead`,
      isKept: due === 0 && accepted === good.length && dead === bad.size,
    },
    { what: `copies did come: ${dropped}`, isKept: dropped > 0 },
  ];
}

function none(promise: string, wrong: readonly string[]): Promised {
  return {
    what: `${promise}: ${wrong.length} are not ${wrong.slice(0, 3).join('; ')}`.trim(),
    isKept: wrong.length === 0,
  };
}
