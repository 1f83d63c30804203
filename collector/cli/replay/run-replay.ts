import { createProgress } from '../import/progress.ts';
import type { Outside } from '../outside.ts';
import { type DeadLetter, type DeadLetterServer, listDead, replayDead } from './dead-letters.ts';

/** Events of one request to the collector. */
const AT_ONCE = 500;
/** Refusals that are shown one by one. */
const MOST_SHOWN = 20;

export interface ReplayRun {
  readonly server: DeadLetterServer;
  /** Conditions that all hold. */
  readonly filter: Readonly<Record<'pixel' | 'reason' | 'since' | 'until', string | undefined>>;
  /** Any of these; all events where there are none. */
  readonly eventIds: readonly string[];
  readonly withoutPixel: boolean;
  readonly isDry: boolean;
}

/**
 * Replays what meets the conditions. It may be stopped and begun again at any time: what is replayed is dead no more.
 *
 * @returns the exit code: 0 all were replayed, 1 some were refused
 */
export async function runReplay(run: ReplayRun, { stdout, stderr, now }: Outside): Promise<0 | 1> {
  const letters = await collect(run);
  const progress = createProgress({ stream: stderr, now, totalBytes: letters.length, startRow: 0 });
  const refused: { readonly event_id: string | null; readonly message: string }[] = [];
  let replayed = 0;
  try {
    for (let at = 0; at < letters.length; at += AT_ONCE) {
      const ids = letters.slice(at, at + AT_ONCE).map(({ id }) => id);
      const answer = await replayDead(run.server, ids, run);
      replayed += answer.replayed;
      refused.push(...answer.refused);
      progress.update(at + ids.length, at + ids.length);
    }
  } finally {
    progress.stop();
  }
  const verb = run.isDry ? 'would be replayed' : 'replayed';
  stdout.write(`${letters.length} dead, ${replayed} ${verb}, ${refused.length} refused\n`);
  if (run.isDry) for (const [reason, count] of byReason(letters)) stdout.write(`  ${count} × ${reason}\n`);
  for (const { event_id, message } of refused.slice(0, MOST_SHOWN)) {
    stdout.write(`  refused ${event_id}: ${message}\n`);
  }
  if (refused.length > MOST_SHOWN) stdout.write(`  and ${refused.length - MOST_SHOWN} more\n`);
  return refused.length === 0 ? 0 : 1;
}

async function collect({ server, filter, eventIds }: ReplayRun): Promise<DeadLetter[]> {
  const letters = new Map<number, DeadLetter>();
  for (const event_id of eventIds.length > 0 ? eventIds : [undefined]) {
    for await (const letter of listDead(server, { ...filter, event_id })) letters.set(letter.id, letter);
  }
  return [...letters.values()];
}

/** How many died of what, the most first. */
function byReason(letters: readonly DeadLetter[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { reason } of letters) counts.set(reason ?? '', (counts.get(reason ?? '') ?? 0) + 1);
  return [...counts].sort(([, left], [, right]) => right - left);
}
