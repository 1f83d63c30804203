import { z } from 'zod';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { EVENT_STATES, type EventFilter } from '../store/store.ts';

const MAX_EVENTS = 500;
const DEFAULT_EVENTS = 50;

const text = z.string().min(1).max(200).optional();

/** Milliseconds, or a time as ISO 8601 writes it. */
const time = z
  .union([
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
    z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso)),
    z.iso.date().transform((day) => Date.parse(day)),
  ])
  .optional();

const querySchema = z.object({
  state: z.enum(EVENT_STATES).optional(),
  pixel: text,
  reason: text,
  event_id: text,
  since: time,
  until: time,
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
});

const EXPECTED: Readonly<Record<string, string>> = {
  state: `one of ${EVENT_STATES.join(', ')}`,
  since: 'a time such as 2026-11-18T11:29:31Z, or milliseconds',
  until: 'a time such as 2026-11-18T11:29:31Z, or milliseconds',
  before: 'the id in "next" of the page before',
};

/**
 * Reads which events somebody asks for.
 *
 * @param query as Express hands it over
 * @throws InvalidRequest 400 where a condition cannot be read: without it more would be found than was asked for
 */
export function readEventQuery(query: Readonly<Record<string, unknown>>): {
  readonly limit: number;
  readonly filter: EventFilter;
} {
  const parsed = querySchema.safeParse(query);
  if (!parsed.success) {
    const path = String(parsed.error.issues[0]?.path[0]);
    const expected = EXPECTED[path] ?? 'one text of 1 to 200 characters';
    throw new InvalidRequest(400, 'invalid_query', `Expected ${expected}.`, path);
  }
  const { event_id: eventId, ...filter } = parsed.data;
  const wanted = Math.floor(Number(query.limit)) || DEFAULT_EVENTS;
  return { limit: Math.min(Math.max(wanted, 1), MAX_EVENTS), filter: { ...filter, eventId } };
}
