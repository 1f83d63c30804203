import { type Dropped, isDropped } from '../contract/dropped.ts';
import type { IncomingEvent } from '../contract/event.ts';
import { type Fault, isFault } from '../contract/fault.ts';
import type { Finding } from '../contract/finding.ts';
import type { Preparation } from '../prepare.ts';

/** What was made of one event: what was sent, what TikTok gets of it (once for each name), and what is to be said. */
type Explained = { readonly input: unknown } & (
  | { readonly output: readonly unknown[]; readonly findings: readonly Finding[] }
  | { readonly refused: Fault }
  | { readonly dropped: Dropped['dropped'] }
);

/**
 * Sets what came in beside what goes out, event by event.
 *
 * @param sent the events as they were sent
 * @param read the same after the check of their shape
 * @param preparations what was made of those that passed it, in order
 */
export function explainEvents(
  sent: readonly unknown[],
  read: readonly (IncomingEvent | Fault)[],
  preparations: readonly Preparation[],
): Explained[] {
  let next = 0;
  return read.map((each, index) => {
    const input = sent[index];
    return isFault(each) ? { input, refused: each } : explainOne(input, preparations[next++] as Preparation);
  });
}

function explainOne(input: unknown, preparation: Preparation): Explained {
  if (isFault(preparation)) return { input, refused: preparation };
  if (isDropped(preparation)) return { input, dropped: preparation.dropped };
  const { rows, findings } = preparation;
  return { input, output: rows.map(({ body }) => JSON.parse(body) as unknown), findings };
}
