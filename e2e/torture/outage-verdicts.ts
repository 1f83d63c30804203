import type { Promised } from './promised.ts';
import type { Exchange } from './steady-load.ts';

/** One thing that went wrong, from when until when (ms). */
export interface Outage {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** The collector that was away itself; without it, Postgres was away for both. */
  readonly victim?: number;
}

const BACK_WITHIN_S = 10;
/** See `ANSWER_MS` in collector/store/postgres/connect.ts; the rest is for a slow machine. */
const ANSWERED_WITHIN_S = 16;
/** While one collector is away the other one has nothing to stop for. */
const GAP_S = 5;

/** What is promised of an outage, with what was measured. */
export function verdictsOn(
  { name, from, to, victim }: Outage,
  exchanges: readonly Exchange[],
  countedAt: ReadonlyMap<string | undefined, number>,
): Promised[] {
  const seconds = (ms: number) => ms / 1000;
  const collectors = [...new Set(exchanges.map(({ collector }) => collector))];
  const taken = (collector: number) =>
    exchanges.filter((each) => each.collector === collector && each.kind === 'events' && each.status === 202);
  const worst = (measure: (collector: number) => number) => Math.max(...collectors.map(measure));
  const answered = worst((collector) =>
    seconds(
      Math.min(
        ...taken(collector)
          .filter((each) => each.to >= to)
          .map((each) => each.to),
      ) - to,
    ),
  );
  const counted = worst((collector) =>
    seconds(
      Math.min(
        ...taken(collector)
          .filter((each) => each.from >= to)
          .flatMap(({ ids }) => ids)
          .map((id) => countedAt.get(id) ?? Number.POSITIVE_INFINITY),
      ) - to,
    ),
  );
  const back: Promised = {
    what: `${name}: first 2xx ${answered.toFixed(1)} s after its end, first event sent after it counted at ${counted.toFixed(1)} s (either collector, the slower one)`,
    isKept: answered < BACK_WITHIN_S && counted < BACK_WITHIN_S,
  };

  if (victim !== undefined) {
    const other = collectors.find((collector) => collector !== victim) as number;
    const during = taken(other).filter((each) => each.to >= from && each.to <= to);
    const answers = longestGap([from, ...during.map((each) => each.to), to]);
    const deliveries = longestGap([
      from,
      ...[...countedAt.values()].filter((at) => at >= from && at <= to),
      to,
    ]);
    return [
      back,
      {
        what: `  the other one meanwhile: longest gap ${seconds(answers).toFixed(2)} s between two 2xx, ${seconds(deliveries).toFixed(2)} s between two deliveries`,
        isKept: seconds(answers) < GAP_S && seconds(deliveries) < GAP_S,
      },
    ];
  }

  const whole = exchanges.filter((each) => each.from >= from && each.to < to);
  const wrong = whole.filter(
    ({ kind, status, hasRetryAfter }) => status !== 503 || (kind === 'events' && !hasRetryAfter),
  );
  const near = exchanges.filter((each) => each.to >= from && each.from <= to);
  const longest = (kind: Exchange['kind']) =>
    seconds(Math.max(...near.filter((each) => each.kind === kind).map((each) => each.to - each.from)));
  const wrongOnes = [...new Set(wrong.map(({ kind, status }) => `${kind} ${status}`))].join(', ');
  return [
    back,
    {
      what: `  meanwhile ${whole.length} requests asked and answered, other than by 503 (with Retry-After): ${wrong.length} ${wrongOnes}`.trimEnd(),
      isKept: whole.length > 0 && wrong.length === 0,
    },
    {
      what: `  the longest answer took ${longest('events').toFixed(1)} s, of readiness ${longest('ready').toFixed(1)} s`,
      isKept: longest('events') < ANSWERED_WITHIN_S && longest('ready') < ANSWERED_WITHIN_S,
    },
  ];
}

function longestGap(times: readonly number[]): number {
  const sorted = times.toSorted((left, right) => left - right);
  return Math.max(...sorted.slice(1).map((at, index) => at - (sorted[index] as number)));
}
