import { createLane, type Lane, type LaneRules, type LaneState } from './lane.ts';

/** The lanes of all pixels that have had something to send. */
export interface Lanes {
  of(pixel: string): Lane;
  /** Pixels that can take nothing now, and in how many ms the first of them can. */
  closed(now: number): { readonly pixels: string[]; readonly opensInMs: number };
  states(now: number): LaneState[];
  /** Ends the pause of one pixel, or of all; returns those that were paused. */
  resume(pixel: string | undefined): string[];
}

export function createLanes(rules: LaneRules): Lanes {
  const lanes = new Map<string, Lane>();

  return {
    of(pixel) {
      const known = lanes.get(pixel);
      if (known) return known;
      const lane = createLane(pixel, rules);
      lanes.set(pixel, lane);
      return lane;
    },
    closed(now) {
      const waits = [...lanes].map(([pixel, lane]) => [pixel, lane.opensIn(now)] as const);
      const closed = waits.filter(([, ms]) => ms > 0);
      return {
        pixels: closed.map(([pixel]) => pixel),
        opensInMs: Math.min(...closed.map(([, ms]) => ms)),
      };
    },
    states: (now) => [...lanes.values()].map((lane) => lane.state(now)),
    resume: (pixel) =>
      [...lanes]
        .filter(([code, lane]) => (pixel === undefined || code === pixel) && lane.resume())
        .map(([code]) => code),
  };
}
