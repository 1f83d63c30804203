import type { EventSource } from '../tiktok/event.ts';
import type { Outcome } from '../tiktok/outcome.ts';
import { createBreaker } from './breaker.ts';
import { createProof } from './division.ts';
import { createRequestRate } from './request-rate.ts';
import { createSteadyClock } from './steady-clock.ts';

/** Requests of one pixel that may be under way together; where the last one was not answered, one. */
const MOST_AT_ONCE = 4;

/**
 * A paused pixel asks again so often, by one request: a permission that is given back at TikTok changes no token.
 */
const ASK_AGAIN_MS = 60 * 60 * 1000;

/** Why a pixel is paused, and for which token. */
interface Pause extends Credential {
  readonly reason: string;
  /** ms since the epoch, for people. */
  readonly since: number;
  /** By the lane's steady clock. */
  readonly askAt: number;
}

/** The token that a request went out with, if any, and where it was found. */
interface Credential {
  readonly source: EventSource;
  readonly token: string | undefined;
}

export type TokenOf = (pixel: string, source: EventSource) => string | undefined;

/** How a pixel stands, for people. */
export interface LaneState {
  readonly pixel: string;
  readonly state: 'open' | 'slowed' | 'unreachable' | 'paused';
  readonly reason: string | null;
  readonly since: number | null;
  readonly requestsPerSecond: number;
}

/** One pixel's way to TikTok: what it may send now. No pixel's trouble is another's. */
export interface Lane {
  /** ms until a request may start: 0 now, Infinity once something under way has ended. */
  opensIn(now: number): number;
  /** Takes and gives back one of the places for batches under way. */
  enter(): void;
  leave(): void;
  /**
   * Counts a request; returns how many ms to wait before it is sent. Undefined, and not counted, where it must not be
   * sent now: the pixel is paused, the endpoint is spared, or its turn comes in more than `atMostMs`.
   */
  take(now: number, atMostMs: number): number | undefined;
  /** Whether a batch that fails again and again is at fault rather than TikTok: see `Proof`. */
  mayDivide(now: number): boolean;
  learn(outcome: Outcome, sent: Credential, now: number, random: number): void;
  /** Ends a pause; returns whether there was one. */
  resume(): boolean;
  state(now: number): LaneState;
}

export interface LaneRules {
  /** Requests at most. */
  readonly perSecond: number;
  /** Tells the token that is configured now: where it is another one, a pause is over. */
  readonly tokenOf: TokenOf;
  /** Is told once when a pixel is paused, with the reason, and once when it goes on. */
  readonly onPause: (pixel: string, reason: string | undefined) => void;
}

export function createLane(pixel: string, { perSecond, tokenOf, onPause }: LaneRules): Lane {
  const rate = createRequestRate(perSecond);
  const breaker = createBreaker();
  const proof = createProof();
  const steady = createSteadyClock();
  let underWay = 0;
  let pause: Pause | undefined;

  function resume(): boolean {
    if (!pause) return false;
    pause = undefined;
    onPause(pixel, undefined);
    return true;
  }

  function shutForMs(at: number): number {
    if (pause && tokenOf(pixel, pause.source) !== pause.token) resume();
    return Math.max((pause?.askAt ?? 0) - at, breaker.opensAt() - at, 0);
  }

  return {
    resume,
    mayDivide: (now) => proof.mayDivide(steady(now)),
    opensIn(now) {
      const at = steady(now);
      const shutMs = shutForMs(at);
      const atOnce = pause || breaker.isDoubtful() ? 1 : MOST_AT_ONCE;
      return underWay < atOnce ? Math.max(shutMs, rate.waitMs(at)) : Number.POSITIVE_INFINITY;
    },
    enter() {
      underWay++;
    },
    leave() {
      underWay--;
    },
    take(now, atMostMs) {
      const at = steady(now);
      return shutForMs(at) > 0 || rate.waitMs(at) > atMostMs ? undefined : rate.take(at);
    },
    learn(outcome, sent, now, random) {
      const at = steady(now);
      if (outcome.kind === 'retry' && !outcome.answered) breaker.failed(at, random);
      else breaker.answered();
      if (outcome.kind === 'retry') proof.learn(false);
      else if (outcome.kind === 'accepted' || outcome.kind === 'rejected') proof.learn(true);
      if (outcome.kind === 'throttled') rate.slowDown(at);
      if (outcome.kind === 'unauthorised') {
        const isNew = !pause;
        pause = { ...sent, reason: outcome.reason, since: pause?.since ?? now, askAt: at + ASK_AGAIN_MS };
        if (isNew) onPause(pixel, outcome.reason);
      } else if (outcome.kind === 'accepted' || outcome.kind === 'rejected') {
        // TikTok reads what the token brings.
        resume();
      }
    },
    state(now) {
      const requestsPerSecond = rate.perSecond(steady(now));
      const about = { pixel, requestsPerSecond, reason: null, since: null };
      if (pause) return { ...about, state: 'paused', reason: pause.reason, since: pause.since };
      if (breaker.opensAt() > 0) return { ...about, state: 'unreachable' };
      return { ...about, state: requestsPerSecond < perSecond ? 'slowed' : 'open' };
    },
  };
}
