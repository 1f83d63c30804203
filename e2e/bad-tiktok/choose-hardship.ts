import { HARDSHIPS, type Hardship, slowHardships } from './hardships.ts';

const LOST_AFTER_ACCEPTANCE = 0.1;
/**
 * How many requests meet a hardship in turn: not so many that an event could meet nothing else for forty hours. Once
 * each was met they come by chance.
 */
const [SOMETIMES, RARELY] = [0.3, 0.05];

/** What goes wrong with one request after the other. */
export interface HardshipChoice {
  /** How many were not met by any request yet. */
  left(): number;
  /** @param events how many are in the request */
  next(events: number): Hardship | undefined;
}

/** @param latencyMs of an answer that is slow, but comes; real ms */
export function createHardshipChoice(latencyMs: number): HardshipChoice {
  const turn = [...HARDSHIPS, ...slowHardships(latencyMs)];
  return {
    left: () => turn.length,
    next(events) {
      const mayMeet = (each: Hardship) => events > 1 || !each.isForMany;
      const next = turn.findIndex(mayMeet);
      if (next >= 0 && Math.random() < SOMETIMES) return turn.splice(next, 1)[0];
      if (Math.random() < LOST_AFTER_ACCEPTANCE) return { drop: 'after' };
      if (turn.length > 0 || Math.random() >= RARELY) return undefined;
      const any = HARDSHIPS.filter(mayMeet);
      return any[Math.floor(Math.random() * any.length)];
    },
  };
}
