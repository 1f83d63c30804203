import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../store.ts';
import { pack, packAppends, unpack, unpackAppends } from './packed.ts';

const event = (eventId: string, testEventCode: string | null = null): NewEvent => ({
  pixel: 'C4AAAAAAAAAAAAAAAAAA',
  eventSource: 'web',
  testEventCode,
  event: 'Purchase',
  eventId,
  body: `{"event_id":"${eventId}"}`,
  findings: '[]',
  receivedAt: 1_795_000_000_000,
  relayed: true,
});

describe('what travels between the threads', () => {
  it.each([
    { reason: 'nothing', items: [] },
    { reason: 'one', items: [{ id: 1, name: 'a' }] },
    {
      reason: 'values of any kind',
      items: [
        { a: null, b: true },
        { a: 'x', b: false },
      ] as const,
    },
  ])('comes out of the packing as it went in: $reason', ({ items }) => {
    expect(unpack(structuredClone(pack<object>(items)))).toEqual(items);
  });

  it('has each name once, however many objects there are', () => {
    const { names, rows } = pack([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(names).toEqual(['id']);
    expect(rows).toEqual([[1], [2], [3]]);
  });

  it('gives each append its own events and sightings', () => {
    const appends = [
      { events: [event('a'), event('b', 'TEST1')], sightings: [{ key: 'visitor:1', ip: '198.51.100.7' }] },
      { events: [], sightings: [] },
      { events: [event('c')], sightings: [] },
    ];
    expect(unpackAppends(structuredClone(packAppends(appends)))).toEqual(appends);
  });
});
