import { describe, expect, it } from 'vitest';
import type { CollectorRow, PixelHit, TikTokEvent } from './demo-sources.ts';
import { demoState } from './demo-state.ts';

const purchase = { value: 88, currency: 'USD', order_id: '10001' };

function hit(at: number, event: string, eventId: string): PixelHit {
  return { at, event, event_id: eventId, user: { ttclid: 'E.C.P.x' }, body: { properties: purchase } };
}

function row(at: number, event: string, eventId: string): CollectorRow {
  const user = { ttclid: 'E.C.P.x', email: ['a'.repeat(64)], phone: '', ip: '203.0.113.9' };
  return {
    event,
    event_id: eventId,
    state: 'accepted',
    received_at: at,
    attempts: 1,
    reason: null,
    body: { user, properties: purchase },
  };
}

function counted(at: number, event: string, eventId: string | undefined, verdicts: string[]): TikTokEvent {
  const copies = verdicts.map((verdict, index) => ({ at: at + index, verdict }));
  return { event, event_id: eventId, first_at: at, user: {}, properties: purchase, copies };
}

describe('what the three columns show', () => {
  it('ties the copies of one event together by its id', () => {
    const { threads } = demoState({
      pixelHits: [hit(10, 'Purchase', 'ord_10001'), hit(30, 'Purchase', 'ord_10001')],
      collectorRows: [row(20, 'Purchase', 'ord_10001')],
      tiktokEvents: [counted(10, 'Purchase', 'ord_10001', ['counted', 'merged', 'dropped'])],
    });
    expect(threads).toEqual([
      {
        key: 'Purchase ord_10001',
        event: 'Purchase',
        eventId: 'ord_10001',
        pixel: { at: 30, times: 2, matchKeys: ['ttclid'], value: 88, currency: 'USD' },
        collector: {
          at: 20,
          matchKeys: ['ttclid', 'email', 'ip'],
          value: 88,
          currency: 'USD',
          state: 'accepted',
          attempts: 1,
          reason: null,
        },
        tiktok: { at: 12, matchKeys: [], value: 88, currency: 'USD', merged: 1, dropped: 1 },
      },
    ]);
  });

  it('leaves events of one name apart when they have no id', () => {
    const { threads } = demoState({
      pixelHits: [hit(10, 'Pageview', ''), hit(20, 'Pageview', '')],
      collectorRows: [],
      tiktokEvents: [
        counted(10, 'Pageview', undefined, ['counted']),
        counted(20, 'Pageview', undefined, ['counted']),
      ],
    });
    expect(threads.map(({ pixel, tiktok }) => [pixel?.at, tiktok?.at])).toEqual([
      [20, 20],
      [10, 10],
    ]);
  });

  it('counts purchases as TikTok does, and the copies that came for them', () => {
    const { purchases } = demoState({
      pixelHits: [],
      collectorRows: [],
      tiktokEvents: [
        counted(10, 'Purchase', 'ord_10001', ['counted', 'merged', 'dropped']),
        counted(20, 'Purchase', 'ord_10002', ['counted']),
        counted(30, 'ViewContent', 'v', ['counted', 'merged']),
      ],
    });
    expect(purchases).toEqual({ counted: 2, copies: 4, value: 176 });
  });

  it('goes on showing the rest while the collector does not answer', () => {
    const state = demoState({
      pixelHits: [hit(10, 'Purchase', 'ord_10001')],
      collectorRows: undefined,
      tiktokEvents: [],
    });
    expect(state.collectorAnswers).toBe(false);
    expect(state.threads).toHaveLength(1);
  });

  it('puts what moved last first', () => {
    const { threads } = demoState({
      pixelHits: [hit(10, 'Purchase', 'a'), hit(20, 'AddToCart', 'b')],
      collectorRows: [row(30, 'Purchase', 'a')],
      tiktokEvents: [],
    });
    expect(threads.map(({ event }) => event)).toEqual(['Purchase', 'AddToCart']);
  });
});
