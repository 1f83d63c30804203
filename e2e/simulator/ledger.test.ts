import { describe, expect, it } from 'vitest';
import { type Arrival, type Channel, createLedger, type MergeScope } from './ledger.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2026, 10, 20);
const arrival = (channel: Channel, afterMs: number, more: Partial<Arrival> = {}): Arrival => ({
  channel,
  source: 'web',
  sourceId: 'C4AAAAAAAAAAAAAAAAAA',
  event: 'Purchase',
  eventId: 'ord_1',
  at: start + afterMs,
  ...more,
});

// Windows: https://ads.tiktok.com/help/article/event-deduplication
describe('second copy', () => {
  it.each<[string, Channel, Channel, number, MergeScope, string]>([
    ['twin at once', 'pixel', 'api', 0, 'pixel-api', 'merged'],
    ['twin, server first', 'api', 'pixel', minute, 'pixel-api', 'merged'],
    ['last moment of the merge window', 'pixel', 'api', 5 * minute - 1, 'pixel-api', 'merged'],
    ['five minutes', 'pixel', 'api', 5 * minute, 'pixel-api', 'dropped'],
    ['a resend', 'api', 'api', minute, 'pixel-api', 'dropped'],
    ['a reload', 'pixel', 'pixel', minute, 'pixel-api', 'dropped'],
    ['a resend where any copy merges', 'api', 'api', minute, 'any', 'merged'],
    ['five minutes where any copy merges', 'api', 'api', 5 * minute, 'any', 'dropped'],
    ['48 hours', 'pixel', 'api', 48 * hour, 'pixel-api', 'dropped'],
    ['past 48 hours', 'pixel', 'api', 48 * hour + 1, 'pixel-api', 'counted'],
    ['past 48 hours, same channel', 'api', 'api', 48 * hour + 1, 'any', 'counted'],
  ])('%s: %s, then %s', (_reason, first, second, afterMs, mergeScope, verdict) => {
    const ledger = createLedger({ mergeScope });
    expect(ledger.record(arrival(first, 0))).toBe('counted');
    expect(ledger.record(arrival(second, afterMs))).toBe(verdict);
    expect(ledger.events()).toHaveLength(verdict === 'counted' ? 2 : 1);
  });

  it.each<[string, Partial<Arrival>]>([
    ['another pixel', { sourceId: 'C4BBBBBBBBBBBBBBBBBB' }],
    ['another name, even an alias', { event: 'CompletePayment' }],
    ['another id', { eventId: 'ord_2' }],
    ['an id in other case', { eventId: 'ORD_1' }],
    ['no id', { eventId: undefined }],
    ['an empty id, as the pixel sends it', { eventId: '' }],
  ])('counts with %s', (_reason, more) => {
    const ledger = createLedger();
    ledger.record(arrival('pixel', 0));
    expect(ledger.record(arrival('api', 1, more))).toBe('counted');
  });

  it('counts every event without an id', () => {
    const ledger = createLedger();
    for (const at of [0, 1, 2]) ledger.record(arrival('pixel', at, { eventId: '' }));
    expect(ledger.totals()).toEqual({ counted: 3, merged: 0, dropped: 0 });
  });
});

it('merges by adding what is absent and replacing nothing', () => {
  const ledger = createLedger();
  ledger.record(arrival('pixel', 0, { user: { ttp: 'first' }, properties: { value: 1 } }));
  ledger.record(
    arrival('api', 1, { user: { ttp: 'second', email: 'hash' }, properties: { value: 2, currency: 'USD' } }),
  );
  expect(ledger.events()).toMatchObject([
    {
      first_channel: 'pixel',
      user: { ttp: 'first', email: 'hash' },
      properties: { value: 1, currency: 'USD' },
      copies: [
        { channel: 'pixel', at: start, verdict: 'counted' },
        { channel: 'api', at: start + 1, verdict: 'merged' },
      ],
    },
  ]);
});

it('takes nothing from a dropped copy, but remembers that it came', () => {
  const ledger = createLedger();
  ledger.record(arrival('pixel', 0));
  ledger.record(arrival('api', 6 * minute, { user: { email: 'hash' } }));
  const [event] = ledger.events();
  expect(event?.user).toEqual({});
  expect(event?.copies.map((copy) => copy.verdict)).toEqual(['counted', 'dropped']);
});

it('lets one twin merge: a third copy within five minutes is a resend', () => {
  const ledger = createLedger();
  const verdicts = (['pixel', 'api', 'api', 'pixel'] as const).map((channel, at) =>
    ledger.record(arrival(channel, at)),
  );
  expect(verdicts).toEqual(['counted', 'merged', 'dropped', 'dropped']);
});

it('counts the windows from the first copy, not from the last', () => {
  const ledger = createLedger();
  ledger.record(arrival('api', 0));
  ledger.record(arrival('api', 47 * hour));
  expect(ledger.record(arrival('api', 49 * hour))).toBe('counted');
  expect(ledger.record(arrival('api', 50 * hour))).toBe('dropped');
});

it('keeps test events apart', () => {
  const ledger = createLedger();
  ledger.record(arrival('api', 0, { testEventCode: 'TEST12345' }));
  expect(ledger.record(arrival('api', 1))).toBe('counted');
  expect(ledger.testEvents()).toHaveLength(1);
  expect(ledger.totals()).toEqual({ counted: 1, merged: 0, dropped: 0 });
});

it('forgets the oldest past its limit, and everything when cleared', () => {
  const ledger = createLedger({ limit: 2 });
  for (const eventId of ['a', 'b', 'c']) ledger.record(arrival('api', 0, { eventId }));
  expect(ledger.events().map((event) => event.event_id)).toEqual(['b', 'c']);
  expect(ledger.totals().counted).toBe(3);
  ledger.clear();
  expect(ledger.record(arrival('api', 0, { eventId: 'c' }))).toBe('counted');
});

it('takes 200,000 events and their twins in seconds', () => {
  const ledger = createLedger();
  const began = performance.now();
  for (const channel of ['pixel', 'api'] as const) {
    for (let n = 0; n < 200_000; n++) ledger.record(arrival(channel, 0, { eventId: `ord_${n}` }));
  }
  expect(ledger.totals()).toEqual({ counted: 200_000, merged: 200_000, dropped: 0 });
  expect(performance.now() - began).toBeLessThan(10_000);
});
