import { randomUUID } from 'node:crypto';
import type { ClaimedEvent, NewEvent } from './store.ts';

/** When the clock of the conformance suite begins. */
export const START = Date.UTC(2026, 10, 18, 11, 29, 31);

/** An event; no two have the same id unless it is given. */
export function newEvent(change: Partial<NewEvent> = {}): NewEvent {
  return {
    pixel: 'C4AAAAAAAAAAAAAAAAAA',
    eventSource: 'web',
    testEventCode: null,
    event: 'Purchase',
    eventId: randomUUID(),
    body: '{"event":"Purchase"}',
    findings: '[]',
    receivedAt: START,
    relayed: true,
    ...change,
  };
}

export const named = (...ids: string[]) => ids.map((eventId) => newEvent({ eventId }));
const ACCEPTED = { kind: 'accepted', requestId: 'R1' } as const;
const DEAD = { kind: 'dead', reason: '40002 no', requestId: null } as const;
export const accepted = ({ id, lease }: ClaimedEvent) => ({ id, lease, ...ACCEPTED });
export const dead = ({ id, lease }: ClaimedEvent) => ({ id, lease, ...DEAD });
export const several = (count: number) => Array.from({ length: count }, () => newEvent());
