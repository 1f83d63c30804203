import { describe, expect, it } from 'vitest';
import type { Outcome } from '../tiktok/outcome.ts';
import { createLane } from './lane.ts';

const HOUR = 3_600_000;
const PIXEL = 'C4AAAAAAAAAAAAAAAAAA';
const OK: Outcome = { kind: 'accepted', requestId: 'R1', note: undefined };
const REFUSED: Outcome = { kind: 'rejected', reason: '40002 no', requestId: 'R1', at: undefined };
const BAD_TOKEN: Outcome = { kind: 'unauthorised', reason: '40105 no' };
const LOST: Outcome = { kind: 'retry', reason: 'timed out', answered: false };
const TROUBLE: Outcome = { kind: 'retry', reason: '50000', answered: true };
const TOO_MUCH: Outcome = { kind: 'throttled', reason: '40100' };

function lane() {
  const told: string[] = [];
  const config = { token: 'one' as string | undefined };
  const made = createLane(PIXEL, {
    perSecond: 1000,
    tokenOf: () => config.token,
    onPause: (pixel, reason) => told.push(`${pixel} ${reason ?? 'goes on'}`),
  });
  const learn = (outcome: Outcome, now = 0) =>
    made.learn(outcome, { source: 'web', token: config.token }, now, 0.5);
  return { ...made, learn, told, config };
}

describe('a pause', () => {
  it('is told once, lets nothing through, and asks again each hour', () => {
    const { learn, opensIn, take, told } = lane();
    learn(BAD_TOKEN);
    learn(BAD_TOKEN);
    expect(told).toEqual([`${PIXEL} 40105 no`]);
    expect([opensIn(0), take(0, 3000)]).toEqual([HOUR, undefined]);
    expect([opensIn(HOUR), take(HOUR, 3000)]).toEqual([0, 0]);
    learn(BAD_TOKEN, HOUR);
    expect(opensIn(HOUR + 1)).toBe(HOUR - 1);
    expect(told).toHaveLength(1);
  });

  it('ends by itself where the token is another one', () => {
    const { learn, opensIn, told, config } = lane();
    learn(BAD_TOKEN);
    expect(opensIn(1)).toBeGreaterThan(0);
    config.token = 'two';
    expect(opensIn(1)).toBe(0);
    expect(told).toEqual([`${PIXEL} 40105 no`, `${PIXEL} goes on`]);
  });

  it('for want of a token ends where there is one', () => {
    const { learn, opensIn, config, take } = lane();
    config.token = undefined;
    learn({ kind: 'unauthorised', reason: 'no token is configured' });
    expect(take(1, 3000)).toBeUndefined();
    config.token = 'one';
    expect(opensIn(1)).toBe(0);
  });

  it('ends on request, once', () => {
    const { learn, opensIn, resume } = lane();
    learn(BAD_TOKEN);
    expect([resume(), resume(), opensIn(1)]).toEqual([true, false, 0]);
  });

  it.each([
    { outcome: OK, ends: true, reason: 'TikTok took events' },
    { outcome: REFUSED, ends: true, reason: 'TikTok looked at events' },
    { outcome: TOO_MUCH, ends: false, reason: 'it says nothing of the token' },
    { outcome: TROUBLE, ends: false, reason: 'nor does this' },
    { outcome: LOST, ends: false, reason: 'nor does silence' },
  ])('and $outcome.kind: $reason', ({ outcome, ends }) => {
    const { learn, state } = lane();
    learn(BAD_TOKEN);
    learn(outcome, 5000);
    expect(state(5000).state === 'paused').toBe(!ends);
  });
});

describe('what is under way', () => {
  it('is four batches at most', () => {
    const { enter, leave, opensIn } = lane();
    for (let count = 0; count < 3; count++) enter();
    expect(opensIn(0)).toBe(0);
    enter();
    expect(opensIn(0)).toBe(Number.POSITIVE_INFINITY);
    leave();
    expect(opensIn(0)).toBe(0);
  });

  it('is one where the last request was not answered', () => {
    const { enter, learn, opensIn } = lane();
    learn(LOST);
    expect(opensIn(0)).toBe(0);
    enter();
    expect(opensIn(0)).toBe(Number.POSITIVE_INFINITY);
    learn(TROUBLE);
    expect(opensIn(0)).toBe(0);
  });
});

it('spares an endpoint that did not answer five times, but not one that answers with trouble', () => {
  const lost = lane();
  const troubled = lane();
  for (let count = 0; count < 5; count++) {
    lost.learn(LOST);
    troubled.learn(TROUBLE);
  }
  expect([lost.opensIn(0), lost.take(999, 3000), lost.opensIn(1000)]).toEqual([1000, undefined, 0]);
  expect(troubled.opensIn(0)).toBe(0);
});

it('gives no turn that comes too late, and counts none that it does not give', () => {
  const { learn, take } = lane();
  take(0, 0);
  learn(TOO_MUCH);
  // Half a request a second: the next one in two seconds.
  expect([take(0, 1999), take(0, 1999), take(0, 2000)]).toEqual([undefined, undefined, 2000]);
});

it.each([
  { outcomes: [OK], state: 'open' },
  { outcomes: [TOO_MUCH], state: 'slowed' },
  { outcomes: [LOST, LOST, LOST, LOST, LOST], state: 'unreachable' },
  { outcomes: [BAD_TOKEN, TOO_MUCH], state: 'paused' },
])('tells people that it is $state', ({ outcomes, state }) => {
  const { learn, state: told } = lane();
  for (const outcome of outcomes) learn(outcome, 7);
  expect(told(7)).toMatchObject({ pixel: PIXEL, state });
});

describe('a clock that is set back by an hour', () => {
  const SET_BACK = 10 * HOUR;
  const AFTER = SET_BACK - HOUR;

  it('leaves a throttled pixel its measure, which grows as before', () => {
    const { learn, opensIn, take, state } = lane();
    take(SET_BACK, 0);
    learn(TOO_MUCH, SET_BACK);
    // Half of the one request that was sent: one in two seconds, and in half a minute it doubles.
    expect([opensIn(AFTER), state(AFTER).requestsPerSecond]).toEqual([2000, 0.5]);
    expect(state(AFTER + 30_000).requestsPerSecond).toBe(1);
    expect(opensIn(AFTER + 30_000)).toBe(0);
  });

  it('makes a spared endpoint wait no longer', () => {
    const { learn, opensIn } = lane();
    for (let count = 0; count < 5; count++) learn(LOST, SET_BACK);
    expect([opensIn(AFTER), opensIn(AFTER + 1000)]).toEqual([1000, 0]);
  });

  it('makes a paused pixel ask no later', () => {
    const { learn, opensIn } = lane();
    learn(BAD_TOKEN, SET_BACK);
    expect([opensIn(AFTER), opensIn(AFTER + HOUR)]).toEqual([HOUR, 0]);
  });
});
