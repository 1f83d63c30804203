import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { IncomingEvent } from '../contract/event.ts';
import type { Finding } from '../contract/finding.ts';
import type { ObserveEvent } from '../ingest.ts';
import { createIngestMetrics } from './ingest-metrics.ts';

async function counted(see: (metrics: ReturnType<typeof createIngestMetrics>) => void) {
  const registry = new Registry();
  see(createIngestMetrics(registry));
  return (await registry.metrics()).split('\n').filter((line) => line && !line.startsWith('#'));
}

it('counts what came in and what a request was answered with', async () => {
  const lines = await counted(({ seeReceived, seeAnswer }) => {
    seeReceived(8);
    seeReceived(1);
    seeAnswer({
      accepted: 3,
      duplicates: 2,
      rejected: [
        { index: 0, path: 'properties.contents.0.price', message: '' },
        { index: 1, path: 'properties.contents.17.price', message: '' },
      ],
      dropped: [{ index: 2, event: 'screen_view', reason: 'unmapped' }],
    });
    seeAnswer({ accepted: 1, duplicates: 0, rejected: [] });
  });
  expect(lines).toEqual([
    'clickthread_events_received_total 9',
    'clickthread_events_stored_total 4',
    'clickthread_events_duplicate_total 2',
    'clickthread_events_rejected_total{path="properties.contents.N.price"} 2',
    'clickthread_events_dropped_total{event="screen_view",reason="unmapped"} 1',
    'clickthread_web_events_stored_total{click_id="present"} 0',
    'clickthread_web_events_stored_total{click_id="absent"} 0',
  ]);
});

type Observed = Parameters<ObserveEvent>;

/** What the counter needs of an event that was prepared. */
const prepared = (eventSource: string, ttclid?: string, findings: readonly Finding[] = []) =>
  ({
    rows: [],
    findings,
    normalised: { event: 'Purchase', eventSource, user: { ttclid } },
  }) as unknown as Observed[1];
const event: IncomingEvent = { event: 'Purchase' };
const leftOut: Finding = { rule: 'left_out', path: 'user.phone', message: '' };

it('counts what is said of events that were stored, and which web events carry a click', async () => {
  const lines = await counted(({ seeEvent }) => {
    seeEvent(event, prepared('web', 'E.C.P.1', [leftOut]), 'stored');
    seeEvent(event, prepared('web', undefined), 'stored');
    seeEvent(event, prepared('web', undefined), 'stored');
    // None of these counts.
    seeEvent(event, prepared('web', 'E.C.P.1', [leftOut]), 'duplicate');
    seeEvent(event, prepared('offline', 'E.C.P.1'), 'stored');
    seeEvent(event, { path: 'consent', message: 'denied' }, { path: 'consent', message: 'denied' });
    const dropped = { dropped: 'disabled', event: 'scroll_50' } as const;
    seeEvent(event, dropped, dropped);
  });
  expect(lines).toContain('clickthread_findings_total{rule="left_out",path="user.phone",event="Purchase"} 1');
  expect(lines).toContain('clickthread_web_events_stored_total{click_id="present"} 1');
  expect(lines).toContain('clickthread_web_events_stored_total{click_id="absent"} 2');
});

it.each(['jane@example.com', 'properties.+12133734253', 'tel 2133734253', 'x'.repeat(81), ''])(
  'gives %j no label of its own',
  async (path) => {
    const lines = await counted(({ seeAnswer }) =>
      seeAnswer({ accepted: 0, duplicates: 0, rejected: [{ index: 0, path, message: '' }] }),
    );
    expect(lines).toContain('clickthread_events_rejected_total{path="other"} 1');
  },
);

it('tells no more than 200 names apart, whatever comes in', async () => {
  const lines = await counted(({ seeAnswer }) => {
    const names = Array.from({ length: 500 }, (_, index) => `name-${index}`);
    const dropped = names.map((event, index) => ({ index, event, reason: 'unmapped' as const }));
    seeAnswer({ accepted: 0, duplicates: 0, rejected: [], dropped });
  });
  const names = lines.filter((line) => line.startsWith('clickthread_events_dropped_total'));
  expect(names).toHaveLength(201);
  expect(names.at(-1)).toBe('clickthread_events_dropped_total{event="other",reason="unmapped"} 300');
});
