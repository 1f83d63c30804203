import { z } from 'zod';

/**
 * How the simulated API misbehaves. One thing goes wrong at a time: `drop: 'before'`, `hang`, `html502`, `empty`
 * and `answerCode` store nothing, `drop: 'after'` stores and loses the answer, `latencyMs` stores at once and
 * answers late.
 */
const behaviourSchema = z.strictObject({
  /** Both are on record: errors under HTTP 200, and errors with a matching HTTP status. */
  style: z.enum(['ok-with-code', 'http-status']).optional(),
  answerCode: z.int().min(1).optional(),
  latencyMs: z.int().min(0).optional(),
  hang: z.boolean().optional(),
  drop: z.enum(['before', 'after']).optional(),
  html502: z.boolean().optional(),
  empty: z.boolean().optional(),
  /** For the next n requests only, on top of what was set without `times`. */
  times: z.int().min(1).optional(),
});

export type Behaviour = z.output<typeof behaviourSchema>;

export class InvalidBehaviour extends Error {}

export function parseBehaviour(input: unknown): Behaviour {
  const parsed = behaviourSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const known = Object.keys(behaviourSchema.shape).join(', ');
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'behaviour'}: ${issue.message}`,
  );
  throw new InvalidBehaviour(`${faults.join('; ')}. Known switches: ${known}.`);
}

export interface BehaviourSwitch {
  set(behaviour: Behaviour): void;
  /** What holds for this request; counts down `times`. */
  take(): Behaviour;
  reset(): void;
}

export function createBehaviourSwitch(): BehaviourSwitch {
  let standing: Behaviour = {};
  let passing: Behaviour = {};
  let left = 0;
  return {
    set(behaviour) {
      if (behaviour.times === undefined) standing = behaviour;
      passing = behaviour;
      left = behaviour.times ?? 0;
    },
    take() {
      if (left <= 0) return standing;
      left -= 1;
      return { ...standing, ...passing };
    },
    reset() {
      standing = {};
      left = 0;
    },
  };
}
