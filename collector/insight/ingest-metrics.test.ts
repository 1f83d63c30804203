import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createIngestMetrics } from './ingest-metrics.ts';

async function counted(see: (metrics: ReturnType<typeof createIngestMetrics>) => void) {
  const registry = new Registry();
  see(createIngestMetrics(registry));
  return (await registry.metrics()).split('\n').filter((line) => line && !line.startsWith('#'));
}

it('counts what a request was answered with', async () => {
  const lines = await counted(({ seeAnswer }) => {
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
    'clickthread_events_stored_total 4',
    'clickthread_events_duplicate_total 2',
    'clickthread_events_rejected_total{path="properties.contents.N.price"} 2',
    'clickthread_events_dropped_total{event="screen_view",reason="unmapped"} 1',
  ]);
});

it('counts what is said of events', async () => {
  const lines = await counted(({ seeFindings }) =>
    seeFindings('Purchase', [{ rule: 'left_out', path: 'user.phone', message: '' }]),
  );
  expect(lines).toContain('clickthread_findings_total{rule="left_out",path="user.phone",event="Purchase"} 1');
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
