import { z } from 'zod';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { parseJson } from '../contract/json.ts';
import { replayFault, replayOf } from '../relay/replay-fault.ts';
import type { EventStore } from '../store/store.ts';

const requestSchema = z.strictObject({
  /** Ids of rows, as the lists of the dashboard tell them. */
  ids: z.array(z.int().min(1)).min(1).max(1000),
  dry_run: z.boolean().default(false),
  without_pixel: z.boolean().default(false),
});

/** What became of each event that was to be replayed. */
interface Replayed {
  /** How many are due again; with `dry_run`, how many would be. */
  readonly replayed: number;
  readonly refused: readonly {
    readonly id: number;
    readonly event_id: string | null;
    readonly message: string;
  }[];
}

/**
 * Puts dead events back to the outbox, under their ids and event times.
 *
 * @param text JSON of `{"ids": […], "dry_run": false, "without_pixel": false}`
 * @throws InvalidRequest 400 or 422 where that cannot be read
 */
export async function replayEvents(
  store: Pick<EventStore, 'recent' | 'replay'>,
  text: string,
  now: number,
): Promise<Replayed> {
  const parsed = requestSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const message =
      'Send {"ids": [1, 2]} with 1 to 1000 ids, and dry_run and without_pixel as true or false.';
    throw new InvalidRequest(422, 'invalid_replay', message, parsed.error.issues[0]?.path.join('.'));
  }
  const { ids: given, dry_run: isDry, without_pixel: withoutPixel } = parsed.data;
  const ids = [...new Set(given)];
  const found = new Map((await store.recent(ids.length, { ids })).map((event) => [event.id, event]));
  const judged = ids.map((id) => {
    const event = found.get(id);
    const fault = event ? replayFault(event, now, withoutPixel) : 'is not here any more';
    return { id, event, fault };
  });
  const replays = judged.flatMap(({ event, fault }) =>
    event && fault === undefined ? [replayOf(event, now, withoutPixel)] : [],
  );
  const done = new Set(isDry ? replays.map(({ id }) => id) : await store.replay(replays));
  const refused = judged
    .filter(({ id }) => !done.has(id))
    .map(({ id, event, fault }) => ({
      id,
      event_id: event?.eventId ?? null,
      message: fault ?? 'has been replayed meanwhile, or another copy of it has been stored since',
    }));
  return { replayed: done.size, refused };
}
