import { Counter, type Registry } from 'prom-client';
import type { Answer } from '../contract/answer.ts';
import type { Finding } from '../contract/finding.ts';

/** A key that somebody made of an address or a number is no label. */
const PLAIN = /^(?!.*\d{7})[\w .-]{1,80}$/;

/** Names come from outside: so many are told apart, and all further ones are "other". */
const MAX_NAMES = 200;

export interface IngestMetrics {
  /** Counts what a request was answered with. */
  readonly seeAnswer: (answer: Answer) => void;
  /** Counts what is said of an event that was taken. */
  readonly seeFindings: (event: string, findings: readonly Finding[]) => void;
}

/**
 * Makes the counters of what comes in, in Prometheus' own naming (https://prometheus.io/docs/practices/naming/).
 *
 * @param registry takes the counters
 */
export function createIngestMetrics(registry: Registry): IngestMetrics {
  const registers = [registry];
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
    help: 'What was said of events that were taken, by rule, path and name.',
    labelNames: ['rule', 'path', 'event'],
    registers,
  });
  const nameOf = createBound();
  const pathOf = createBound();

  return {
    seeAnswer(answer) {
      stored.inc(answer.accepted);
      duplicates.inc(answer.duplicates);
      for (const { path } of answer.rejected) rejected.inc({ path: pathOf(withoutIndices(path)) });
      for (const { event, reason } of answer.dropped ?? []) dropped.inc({ event: nameOf(event), reason });
    },
    seeFindings(event, findings) {
      for (const { rule, path } of findings) {
        found.inc({ rule, path: pathOf(withoutIndices(path)), event: nameOf(event) });
      }
    },
  };
}

/** `properties.contents.3.price` and its neighbours are one. */
function withoutIndices(path: string): string {
  return path.replace(/\.\d+(?=\.|$)/g, '.N');
}

function createBound(): (text: string) => string {
  const known = new Set<string>();
  return (text) => {
    if (known.size < MAX_NAMES && PLAIN.test(text)) known.add(text);
    return known.has(text) ? text : 'other';
  };
}
