import { z } from 'zod';
import type { Answer } from '../../contract/answer.ts';
import { ROUTES } from '../../routes.ts';
import { CommandError } from '../outside.ts';
import { unavailable } from '../unavailable.ts';
import { retryAfterMs } from './retry-after.ts';

/** An answer takes milliseconds; a collector that takes this long is gone, or its proxy is. */
const REQUEST_MS = 30_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** As long as a collector may be away; then a person has to look. */
const GIVE_UP_MS = 5 * 60_000;

const answerSchema = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(z.object({ index: z.int(), path: z.string(), message: z.string() })),
  dropped: z
    .array(z.object({ index: z.int(), event: z.string(), reason: z.enum(['unmapped', 'disabled']) }))
    .optional(),
});

export interface DeliverDeps {
  /** Base address of the collector. */
  readonly url: string;
  /** Server key. */
  readonly key: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly random: () => number;
  /** Resolves after so many ms, or rejects when the signal says stop. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Is told why it waits. */
  readonly say: (text: string) => void;
}

export interface Delivered {
  readonly answer: Pick<Answer, 'accepted' | 'duplicates' | 'rejected' | 'dropped'>;
  /** An earlier try went unanswered, so that what is a duplicate now may be of that try. */
  readonly isRepeated: boolean;
}

/** What came of one try: an answer, or why not. */
type Try =
  | { readonly kind: 'answer'; readonly answer: Delivered['answer'] }
  | {
      readonly kind: 'later';
      readonly reason: string;
      readonly waitMs: number | undefined;
      readonly mayBeStored: boolean;
    };

/**
 * Makes the function that brings events to the collector, as often as it takes: 429, 503 and a lost connection are
 * tried again, for five minutes.
 *
 * @throws CommandError where trying again would not help
 */
export function createDeliver(
  deps: DeliverDeps,
): (events: readonly string[], signal: AbortSignal) => Promise<Delivered> {
  const { now, random, wait, say } = deps;

  return async function deliver(events, signal) {
    if (events.length === 0)
      return { answer: { accepted: 0, duplicates: 0, rejected: [] }, isRepeated: false };
    const since = now();
    let isRepeated = false;
    for (let tries = 0; ; tries++) {
      const result = await post(events, deps, signal);
      if (result.kind === 'answer') return { answer: result.answer, isRepeated };
      isRepeated ||= result.mayBeStored;
      if (now() - since > GIVE_UP_MS) {
        throw new CommandError(`${result.reason}. The same command goes on from here.`);
      }
      if (tries === 0) say(`${result.reason}; trying again`);
      const backoff = Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS) * (0.5 + random() / 2);
      await wait(result.waitMs ?? backoff, signal);
    }
  };
}

async function post(events: readonly string[], deps: DeliverDeps, signal: AbortSignal): Promise<Try> {
  const { url, key, now } = deps;
  let response: Response;
  let text: string;
  try {
    response = await deps.fetch(new URL(ROUTES.serverEvents, url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: `{"events":[${events.join(',')}]}`,
      // A redirect would carry the key to another host.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
    });
    text = await response.text();
  } catch (error) {
    signal.throwIfAborted();
    const code = codeOf(error);
    const reason = `no answer from ${url} (${code}): is the collector running there?`;
    return { kind: 'later', reason, waitMs: undefined, mayBeStored: code !== 'ECONNREFUSED' };
  }
  const { status } = response;
  if (status === 202 || status === 422)
    return { kind: 'answer', answer: readAnswer(text, events.length, url) };
  if (status === 429 || status >= 500) {
    const waitMs = retryAfterMs(response.headers.get('Retry-After'), now(), LONGEST_WAIT_MS);
    // 503 is the collector's own word for "not acknowledged", and hardly ever is any of it stored.
    const mayBeStored = status !== 429 && status !== 503;
    const reason = status === 503 ? unavailable(url) : `${url} answered ${status}`;
    return { kind: 'later', reason, waitMs, mayBeStored };
  }
  if (status === 401) {
    throw new CommandError(
      `${url} does not know this server key (401): SERVER_KEYS must be the same there and here, or say --key`,
    );
  }
  throw new CommandError(
    `${url} answered ${status} to ${ROUTES.serverEvents}: is this a collector's address?`,
  );
}

function readAnswer(text: string, count: number, url: string): Delivered['answer'] {
  let answer: z.output<typeof answerSchema> | undefined;
  try {
    answer = answerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: nothing that a collector says.
  }
  const { accepted = 0, duplicates = 0, rejected = [], dropped = [] } = answer ?? {};
  if (accepted + duplicates + rejected.length + dropped.length !== count) {
    throw new CommandError(`${url} answered for another number of events than were sent: is it a collector?`);
  }
  return { accepted, duplicates, rejected, dropped };
}

/** What node's fetch says is "fetch failed"; the system's own word is beneath. */
function codeOf(error: unknown): string {
  const { cause, name } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? name;
}
