import type { ClaimedEvent, Settlement } from '../store/store.ts';
import { withExplanation } from '../tiktok/explain-code.ts';
import type { Outcome } from '../tiktok/outcome.ts';
import { countedFrom, unsureFrom } from './counted-from.ts';
import type { Refused } from './deliver.ts';
import { type History, readHistory, withAttempt, writeHistory } from './history.ts';
import { GIVE_UP_MS, nextAttemptAt } from './retry-schedule.ts';

/**
 * What an outcome means for one event of its request.
 *
 * @param part where the event is in a part of a request that was refused or kept failing: see `History`
 */
export function settlementOf(
  event: ClaimedEvent,
  outcome: Outcome,
  now: number,
  random: number,
  part?: number,
): Settlement {
  const { id, lease } = event;
  switch (outcome.kind) {
    case 'accepted':
      return { id, lease, kind: 'accepted', requestId: outcome.requestId ?? null, note: outcome.note };
    case 'rejected': {
      const history = noted(event, outcome.reason, now, {});
      const requestId = outcome.requestId ?? null;
      return { id, lease, kind: 'dead', reason: withExplanation(outcome.reason), requestId, history };
    }
    case 'throttled':
    case 'unauthorised': {
      // Due at once: the lane holds the event back, and the schedule goes on where it stood.
      const history = noted(event, outcome.reason, now, { spared: 1, part });
      return { id, lease, kind: 'retry', dueAt: now, reason: outcome.reason, history };
    }
    case 'retry':
      return retried(event, outcome.reason, now, random, part);
    default:
      return outcome satisfies never;
  }
}

/**
 * An event that was claimed and is not sent: due again at once.
 *
 * @param refused what TikTok said to the request that it was in before, and that was to be sent in parts
 * @param part its part: see `History`
 */
export function returned(
  event: ClaimedEvent,
  refused: Refused | undefined,
  now: number,
  part: number | undefined,
): Settlement {
  const { id, lease } = event;
  if (!refused) return { id, lease, kind: 'returned' };
  const history = noted(event, refused.reason, now, { spared: 1, part });
  return { id, lease, kind: 'retry', dueAt: now, reason: refused.reason, history };
}

/** An event that may be sent no more, before another attempt is made of it. */
export function tooLate(
  event: ClaimedEvent,
  now: number,
): (Settlement & { readonly kind: 'dead' }) | undefined {
  const from = countedFrom(event);
  if (from === undefined || now - from <= GIVE_UP_MS) return undefined;
  const { id, lease } = event;
  const copy = event.eventSource === 'web' ? "the page's pixel or an earlier attempt" : 'an earlier attempt';
  const reason = `not sent within 40 hours: TikTok would count it again if ${copy} got through`;
  const before = readHistory(event.history);
  // It was claimed once more, but no attempt came of that.
  const history = writeHistory({
    ...before,
    noted: event.attempts + 1,
    unsureAt: unsureFrom(event, before),
  });
  return { id, lease, kind: 'dead', reason, requestId: null, history };
}

function retried(
  event: ClaimedEvent,
  reason: string,
  now: number,
  random: number,
  part: number | undefined,
): Settlement {
  const { id, lease } = event;
  const unsureAt = unsureFrom(event, readHistory(event.history)) ?? now;
  const history = noted(event, reason, now, { unsureAt, part });
  const { spared } = readHistory(history);
  const from = countedFrom({ ...event, history, attempts: event.attempts + 1 }) ?? now;
  const dueAt = nextAttemptAt({ attempts: event.attempts - spared, receivedAt: from }, now, random);
  return dueAt === undefined
    ? { id, lease, kind: 'dead', reason: `gave up after 40 hours: ${reason}`, requestId: null, history }
    : { id, lease, kind: 'retry', dueAt, reason, history };
}

function noted(
  event: ClaimedEvent,
  reason: string,
  now: number,
  { spared = 0, unsureAt, part }: { readonly spared?: number } & Pick<History, 'unsureAt' | 'part'>,
): string {
  const before = readHistory(event.history);
  const history: History = {
    ...before,
    noted: event.attempts + 1,
    spared: before.spared + spared,
    unsureAt: unsureAt ?? unsureFrom(event, before),
    part: part ?? before.part,
    attempts: withAttempt(before.attempts, { at: now, reason }),
  };
  return writeHistory(history);
}
