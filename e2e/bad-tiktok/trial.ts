import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../simulator/simulator.ts';
import type { Promised } from '../torture/promised.ts';
import { REFUSALS, wordsAlone } from './bad-events.ts';
import { HARDSHIPS, type Hardship, slowHardships } from './hardships.ts';
import { startTimedCollector } from './timed-collector.ts';

const PIXEL = 'C4TEST00000000000000';
const TOKENS = ['first-token-of-the-simulated-tiktok', 'other-token-of-the-simulated-tiktok'] as const;
/** Rows of a hundred that TikTok refuses for what is in them. */
const BAD_ROWS = [7, 93];
const FEW = 100;
const MANY = 1000;
/** Of so many rounds the last one brings three times a thousand events at once; in the others a hundred come alone. */
const ROUNDS = 16;
/** Of so many rounds one has bad rows. */
const BAD_ROUNDS = 2;
const LOST_AFTER_ACCEPTANCE = 0.1;
/**
 * How many requests meet a hardship in turn: not so many that an event could meet nothing else for forty hours. Once
 * each was met they come by chance.
 */
const [SOMETIMES, RARELY] = [0.3, 0.05];

export interface TrialOptions {
  /** At least so many; more where not each hardship was met by then. */
  readonly events: number;
  /** How long the collector waits for an answer, and how long one takes that is slow but comes; real ms. */
  readonly timeoutMs: number;
  readonly latencyMs: number;
}

export interface Trial {
  readonly promises: readonly Promised[];
  /** How much of it there was. */
  readonly figures: string;
}

/** Sends events through a collector to a TikTok that does everything wrong, in turn and then by chance. */
export async function tryBadTiktok({ events, timeoutMs, latencyMs }: TrialOptions): Promise<Trial> {
  const startedAt = performance.now();
  const turn = [...HARDSHIPS, ...slowHardships(latencyMs)];
  let requests = 0;
  let now = Date.now;

  function hardshipOf(body: string): Hardship | undefined {
    const isMany = body.split('"event_id"').length > 2;
    const mayMeet = (each: Hardship) => isMany || !each.isForMany;
    const next = turn.findIndex(mayMeet);
    if (next >= 0 && Math.random() < SOMETIMES) return turn.splice(next, 1)[0];
    if (Math.random() < LOST_AFTER_ACCEPTANCE) return { drop: 'after' };
    if (turn.length > 0 || Math.random() >= RARELY) return undefined;
    const any = HARDSHIPS.filter(mayMeet);
    return any[Math.floor(Math.random() * any.length)];
  }

  const folder = await mkdtemp(join(tmpdir(), 'clickthread-tiktok-'));
  const tiktok = await startSimulator({
    pixels: TOKENS.map((token) => ({ code: PIXEL, token })),
    now: () => now(),
    hardship({ body }) {
      requests++;
      const { isForMany: _, ...behaviour } = hardshipOf(body) ?? {};
      return behaviour;
    },
  });
  tiktok.setBehaviour({ refuse: [...REFUSALS] });

  const sent = createSentLog();
  let token: string = TOKENS[0];
  const collector = await startTimedCollector({
    file: join(folder, 'clickthread.db'),
    pixel: PIXEL,
    tiktokUrl: tiktok.url,
    token: () => token,
    timeoutMs,
    onRequest: sent.see,
  });
  now = collector.now;

  const good: string[] = [];
  const bad = new Map<string, string>();
  const all = () => good.length + bad.size;
  function someEvents(count: number, hasBadRows: boolean): object[] {
    return Array.from({ length: count }, (_, row) => {
      const isBad = hasBadRows && BAD_ROWS.includes(row % FEW);
      const id = `row_${all()}`;
      const refusal = REFUSALS[bad.size % REFUSALS.length] as (typeof REFUSALS)[number];
      if (isBad) bad.set(id, wordsAlone(refusal));
      else good.push(id);
      return purchase(id, isBad ? refusal.marker : 'a lamp');
    });
  }

  let pauses = 0;
  /** Lets time pass once the relay has done what it can; a paused pixel goes on by another token, or by request. */
  async function goOn(): Promise<void> {
    await collector.idle();
    if (collector.relay.pixels().some(({ state }) => state === 'paused')) {
      pauses++;
      if (pauses % 2 === 0) collector.relay.resume();
      else token = token === TOKENS[0] ? TOKENS[1] : TOKENS[0];
    }
    collector.pass();
  }

  try {
    for (let round = 1; all() < events || turn.length > 0; round++) {
      if (round % ROUNDS > 0) {
        await collector.take(someEvents(FEW, round % BAD_ROUNDS === 1));
      } else {
        for (const hasBadRows of [true, false, false]) await collector.take(someEvents(MANY, hasBadRows));
      }
      await goOn();
    }
    while ((await collector.stats()).due > 0) await goOn();

    const copies = new Map<string, number>();
    for (const { event_id = '' } of tiktok.ledger.events())
      copies.set(event_id, (copies.get(event_id) ?? 0) + 1);
    const { due, accepted, dead } = await collector.stats();
    const reasons = new Map((await collector.dead()).map(({ eventId, reason }) => [eventId, reason ?? '']));
    const hasItsReason = ([id, words]: [string, string]) =>
      reasons.get(id) === words || reasons.get(id)?.startsWith(`${words} (`);
    const none = (promise: string, wrong: readonly string[]): Promised => ({
      what: `${promise}: ${wrong.length} are not ${wrong.slice(0, 3).join('; ')}`.trim(),
      isKept: wrong.length === 0,
    });
    const { dropped } = tiktok.ledger.totals();
    const hours = ((collector.now() - Date.now()) / 3_600_000).toFixed(1);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    return {
      figures: `${all()} events, ${requests} requests, ${dropped} copies that TikTok dropped, ${pauses} pauses, ${hours} h on the collector's clock, ${seconds} s`,
      promises: [
        none(
          `${good.length} good events, each counted`,
          good.filter((id) => !copies.has(id)),
        ),
        none(
          `${copies.size} counted events, each once`,
          [...copies].flatMap(([id, n]) => (n > 1 ? [id] : [])),
        ),
        none(
          'all counted events good',
          [...copies.keys()].filter((id) => bad.has(id)),
        ),
        none(
          'good events, none dead',
          good.filter((id) => reasons.has(id)).map((id) => `${id}: ${reasons.get(id)}`),
        ),
        none(
          `${bad.size} bad events, each dead by TikTok's code and words`,
          [...bad].filter((each) => !hasItsReason(each)).map(([id]) => `${id}: ${reasons.get(id)}`),
        ),
        none('bad events refused alone, each never sent again', [...sent.resentAfterRefusal]),
        none('resent events, each the same to the byte', [...sent.changed]),
        {
          what: `nothing is left over: ${due} due, ${accepted} accepted, ${dead} dead`,
          isKept: due === 0 && accepted === good.length && dead === bad.size,
        },
        { what: `copies did come: ${dropped}`, isKept: dropped > 0 },
      ],
    };
  } finally {
    await collector.stop();
    await tiktok.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was sent, by event. */
function createSentLog() {
  const first = new Map<string, string>();
  const refusedAlone = new Set<string>();
  const changed = new Set<string>();
  const resentAfterRefusal = new Set<string>();
  const codes: ReadonlySet<number> = new Set(REFUSALS.map(({ code }) => code));
  return {
    changed,
    resentAfterRefusal,
    see(items: readonly string[], answer: string | undefined): void {
      const ids = items.map((item) => {
        const { event_id: id } = JSON.parse(item) as { event_id: string };
        if (refusedAlone.has(id)) resentAfterRefusal.add(id);
        if ((first.get(id) ?? item) !== item) changed.add(id);
        first.set(id, item);
        return id;
      });
      const [id] = ids;
      if (id !== undefined && ids.length === 1 && codes.has(codeIn(answer))) refusedAlone.add(id);
    },
  };
}

/** The code of an answer, 0 where there is none to be read. */
function codeIn(answer = ''): number {
  try {
    return Number((JSON.parse(answer) as { code?: number }).code ?? 0);
  } catch {
    return 0;
  }
}

function purchase(id: string, description: string): object {
  return {
    event: 'Purchase',
    event_id: id,
    user: { ttclid: 'E.C.P.abcdefghijklmnop', email: `${id}@shop.example` },
    page: { url: 'https://shop.example/thanks' },
    properties: { value: 9.5, currency: 'USD', description },
  };
}
