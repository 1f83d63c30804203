import type { KillsResult } from './kills.ts';
import type { Promised } from './promised.ts';

/** An answer was lost in so many kills at least, or the load was none. */
const KILLS_PER_LOST_ANSWER = 10;
const EVENTS_PER_KILL = 10;

/** What killing collectors must not do, with what it did. */
export function killsPromised(
  database: string,
  asked: number,
  askedOfServer: number,
  result: KillsResult,
): readonly Promised[] {
  const { killed, startsMs, load, counted, atTikTok, faults } = result;
  const inOrder = startsMs.map(Math.round).toSorted((one, other) => one - other);
  const server =
    killed.databaseKills > 0 ? `, and ${killed.databaseKills} times the server of ${database}` : '';
  return [
    {
      what: `${killed.kills} kill -9 of a collector (${killed.killedStarts} while it started)${server}: it came up again each time, mostly in ${inOrder[inOrder.length >> 1]} ms and at most in ${inOrder.at(-1)} ms`,
      isKept: killed.kills === asked && killed.databaseKills === askedOfServer,
    },
    {
      what: `of ${counted.acknowledged} events answered with 2xx, missing at TikTok: ${counted.missing}; still waiting: ${result.waiting}`,
      isKept: counted.missing === 0 && result.waiting === 0 && counted.acknowledged > asked * EVENTS_PER_KILL,
    },
    {
      what: `of ${counted.counted} counted at TikTok, counted more than once: ${counted.twice} (${load.duplicates} copies came in on purpose, and ${load.unanswered} of ${load.requests} requests stayed without an answer)`,
      isKept: counted.twice === 0 && counted.counted >= counted.acknowledged && load.duplicates > 0,
    },
    {
      what: `${atTikTok.lostAnswers} of TikTok's ${atTikTok.requests} answers were lost after it had counted, and ${atTikTok.copies} copies sent again; with another id, time or byte: ${atTikTok.changed}`,
      isKept:
        atTikTok.changed === 0 && atTikTok.copies > 0 && atTikTok.lostAnswers * KILLS_PER_LOST_ANSWER > asked,
    },
    { what: `requests that TikTok would have refused: ${result.refused}`, isKept: result.refused === 0 },
    {
      what: `answers but 202 and 503, and ends that nobody asked for: ${faults.slice(0, 5).join('; ') || 'none'}`,
      isKept: faults.length === 0,
    },
    {
      what: `damage in ${database} after it all: ${result.damage ?? 'none'}`,
      isKept: result.damage === undefined,
    },
  ];
}
