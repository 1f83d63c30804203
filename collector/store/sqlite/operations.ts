import type { AppendResult, ClaimedEvent, ClaimFilter } from '../store.ts';
import type { Engine } from './engine.ts';
import { type Packed, type PackedAppends, pack, unpackAppends } from './packed.ts';

/** What the thread does: the engine's operations, with events packed for the journey. */
export interface Operations extends Omit<Engine, 'append' | 'claim'> {
  append(appends: PackedAppends, now: number): AppendResult[][];
  claim(limit: number, leaseMs: number, filter: ClaimFilter, now: number): Packed<ClaimedEvent>;
}

export function operationsOf(engine: Engine): Operations {
  return {
    ...engine,
    append: (appends, now) => engine.append(unpackAppends(appends), now),
    claim: (...args) => pack(engine.claim(...args)),
  };
}
