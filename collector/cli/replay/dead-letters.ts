import { z } from 'zod';
import { ROUTES } from '../../routes.ts';
import { CommandError } from '../outside.ts';
import { unavailable } from '../unavailable.ts';

const REQUEST_MS = 30_000;
/** Dead letters of one answer; the collector gives no more. */
const PAGE = 500;

const pageSchema = z.object({
  events: z.array(
    z.object({ id: z.int(), event_id: z.string(), pixel: z.string(), reason: z.string().nullable() }),
  ),
  next: z.int().nullable(),
});
const replayedSchema = z.object({
  replayed: z.int(),
  refused: z.array(z.object({ id: z.int(), event_id: z.string().nullable(), message: z.string() })),
});

export type DeadLetter = z.output<typeof pageSchema>['events'][number];
export type Replayed = z.output<typeof replayedSchema>;

/** A running collector, and the token that opens its dashboard. */
export interface DeadLetterServer {
  readonly url: string;
  readonly key: string;
  readonly fetch: typeof fetch;
}

/** Lists the dead letters that meet the conditions, newest first. */
export async function* listDead(
  server: DeadLetterServer,
  conditions: Readonly<Record<string, string | undefined>>,
): AsyncIterable<DeadLetter> {
  let before: number | null = null;
  do {
    const query = new URLSearchParams({ limit: String(PAGE) });
    for (const [name, value] of Object.entries({ ...conditions, before: before?.toString() })) {
      if (value !== undefined) query.set(name, value);
    }
    const page: z.output<typeof pageSchema> = await ask(
      server,
      `${ROUTES.dashboardDead}?${query}`,
      undefined,
      pageSchema,
    );
    yield* page.events;
    before = page.next;
  } while (before !== null);
}

/** Replays dead letters by the ids of their rows. */
export function replayDead(
  server: DeadLetterServer,
  ids: readonly number[],
  options: { readonly isDry: boolean; readonly withoutPixel: boolean },
): Promise<Replayed> {
  const body = { ids, dry_run: options.isDry, without_pixel: options.withoutPixel };
  return ask(server, ROUTES.dashboardReplay, body, replayedSchema);
}

/** @throws CommandError where the collector is not there, or answers otherwise than one does */
async function ask<Schema extends z.ZodType>(
  server: DeadLetterServer,
  path: string,
  body: object | undefined,
  schema: Schema,
): Promise<z.output<Schema>> {
  const { url, key } = server;
  let status: number;
  let text: string;
  try {
    const response = await server.fetch(new URL(path, url), {
      method: body ? 'POST' : 'GET',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
      // A redirect would carry the token to another host.
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    status = response.status;
    text = await response.text();
  } catch {
    throw new CommandError(
      `no answer from ${url}: is the collector running there? The same command may be given again.`,
    );
  }
  if (status === 401) {
    throw new CommandError(
      `${url} does not know this token (401): ADMIN_TOKEN must be the same there and here`,
    );
  }
  if (status === 503) throw new CommandError(`${unavailable(url)}. The same command may be given again.`);
  const answer = jsonOf(text);
  const refusal = z.object({ error: z.object({ message: z.string(), path: z.string().optional() }) });
  const { data: refused } = refusal.safeParse(answer);
  if (status === 400 && refused) {
    throw new CommandError(`--${refused.error.path?.replace('event_id', 'id')}: ${refused.error.message}`);
  }
  const { data } = schema.safeParse(answer);
  if (status !== 200 || !data) {
    throw new CommandError(`${url} answered ${status}: is this a collector of this version?`);
  }
  return data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
