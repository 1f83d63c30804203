import { Counter, type Registry } from 'prom-client';
import type { Answer } from '../contract/answer.ts';
import { isDropped } from '../contract/dropped.ts';
import { isFault } from '../contract/fault.ts';
import type { ObserveEvent } from '../ingest.ts';
import { createBoundedLabel } from './bounded-label.ts';

export interface IngestMetrics {
  /** Counts the events of a request that could be read, before anything is made of them. */
  readonly seeReceived: (count: number) => void;
  /** Counts what a request was answered with. */
  readonly seeAnswer: (answer: Answer) => void;
  /** Counts what is said of an event that was stored, and whether it carries a click. */
  readonly seeEvent: ObserveEvent;
}

/**
 * Makes the counters of what comes in, in Prometheus' own naming (https://prometheus.io/docs/practices/naming/).
 *
 * @param registry takes the counters
 */
export function createIngestMetrics(registry: Registry): IngestMetrics {
  const registers = [registry];
  const received = new Counter({
    name: 'clickthread_events_received_total',
    help: 'Events of requests that could be read, whatever became of them.',
    registers,
  });
  const stored = new Counter({
    name: 'clickthread_events_stored_total',
    help: 'Events that are on disk and will be delivered.',
    registers,
  });
  const duplicates = new Counter({
    name: 'clickthread_events_duplicate_total',
    help: 'Events that were on disk already.',
    registers,
  });
  const rejected = new Counter({
    name: 'clickthread_events_rejected_total',
    help: 'Events that were refused, by the path of the fault.',
    labelNames: ['path'],
    registers,
  });
  const dropped = new Counter({
    name: 'clickthread_events_dropped_total',
    help: "Events that the site's own mapping leaves out, by name and reason.",
    labelNames: ['event', 'reason'],
    registers,
  });
  const found = new Counter({
    name: 'clickthread_findings_total',
    help: 'What was said of events that were stored, by rule, path and name.',
    labelNames: ['rule', 'path', 'event'],
    registers,
  });
  const webEvents = new Counter({
    name: 'clickthread_web_events_stored_total',
    help: 'Stored web events, by whether they carry a click id (ttclid).',
    labelNames: ['click_id'],
    registers,
  });
  const withClick = webEvents.labels('present');
  const withoutClick = webEvents.labels('absent');
  // A share needs both of its parts, also before the first of them was seen.
  withClick.inc(0);
  withoutClick.inc(0);
  const nameOf = createBoundedLabel();
  const pathOf = createBoundedLabel();

  return {
    seeReceived: (count) => received.inc(count),
    seeAnswer(answer) {
      stored.inc(answer.accepted);
      duplicates.inc(answer.duplicates);
      for (const { path } of answer.rejected) rejected.inc({ path: pathOf(withoutIndices(path)) });
      for (const { event, reason } of answer.dropped ?? []) dropped.inc({ event: nameOf(event), reason });
    },
    seeEvent(_event, preparation, result) {
      if (result !== 'stored' || isFault(preparation) || isDropped(preparation)) return;
      const { normalised, findings } = preparation;
      if (normalised.eventSource === 'web') (normalised.user.ttclid ? withClick : withoutClick).inc();
      for (const { rule, path } of findings) {
        found.inc({ rule, path: pathOf(withoutIndices(path)), event: nameOf(normalised.event) });
      }
    },
  };
}

/** `properties.contents.3.price` and its neighbours are one. */
function withoutIndices(path: string): string {
  return path.replace(/\.\d+(?=\.|$)/g, '.N');
}
