import { z } from 'zod';

/** Events that are refused, and with them the request that they are in: whatever holds the marker in its text. */
const refusalSchema = z.strictObject({
  marker: z.string().min(1),
  code: z.int().min(1),
  /** TikTok's words, with the event's place for `{index}` (from 0) and `{place}` (from 1). */
  message: z.string(),
});

/**
 * How the simulated API misbehaves. One thing goes wrong at a time: `drop: 'before'`, `hang`, `html502`, `empty`,
 * `gateway` and `answerCode` store nothing, `drop: 'after'` stores and loses the answer, `cutAt` stores and loses
 * the end of it, `latencyMs` stores at once and answers late.
 */
const behaviourSchema = z.strictObject({
  /** Both are on record: errors under HTTP 200, and errors with a matching HTTP status. */
  style: z.enum(['ok-with-code', 'http-status']).optional(),
  answerCode: z.int().min(1).optional(),
  /** The words beside `answerCode`; without them, its name. */
  answerMessage: z.string().optional(),
  latencyMs: z.int().min(0).optional(),
  hang: z.boolean().optional(),
  drop: z.enum(['before', 'after']).optional(),
  html502: z.boolean().optional(),
  empty: z.boolean().optional(),
  /** What something between the sender and TikTok answers. */
  gateway: z.strictObject({ status: z.int().min(200).max(599), body: z.string() }).optional(),
  /** How many bytes of the answer arrive, as if they were all of it. */
  cutAt: z.int().min(0).optional(),
  /** Events that are bad by their content, the first one of a request first. */
  refuse: z.array(refusalSchema).optional(),
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
