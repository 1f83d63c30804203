import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from './metrics.ts';

/** The example alerts and the example dashboard ask for nothing that the collector does not say. */

const read = (name: string) => readFileSync(new URL(`../monitoring/${name}`, import.meta.url), 'utf8');

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly annotations: { readonly summary: string; readonly description: string };
}
interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

const rules = (parse(read('alerts.yml')) as { groups: { rules: AlertRule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const dashboard = JSON.parse(read('dashboard.json')) as {
  panels: Panel[];
  templating: { list: { query: string }[] };
};
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ...dashboard.templating.list.map(({ query }) => ['variable', query] as const),
];

/** Names of measures, each with the labels that it was seen with. */
let exported: Map<string, ReadonlySet<string>>;
/** What is said before anything has happened. */
let first: string;

const emptyQueue = { queue: async () => ({ events: 0, bytes: 0, oldestMs: 0 }) };

beforeAll(async () => {
  first = await createMetrics(() => 0).scrape(emptyQueue);
  const metrics = createMetrics(() => 0);
  metrics.seeRequest('collect', 202, 0.1);
  metrics.seeSettlements([
    { id: 1, lease: '', kind: 'retry', dueAt: 1, reason: '40100 slow' },
    { id: 2, lease: '', kind: 'dead', reason: '40002 no', requestId: null },
  ]);
  metrics.seePause('C4XXXXXXXXXXXXXXXXXX', true);
  const dropped = [{ index: 0, event: 'scroll_50', reason: 'disabled' } as const];
  const rejected = [{ index: 1, path: 'event', message: '' }];
  metrics.seeAnswer({ accepted: 0, duplicates: 0, rejected, dropped });
  const event = {
    rows: [],
    findings: [{ rule: 'late', path: 'event_time', message: '' }],
    normalised: { event: 'Purchase', eventSource: 'web', user: {} },
  } as unknown as Parameters<typeof metrics.seeEvent>[1];
  metrics.seeEvent({ event: 'Purchase' }, event, 'stored');
  const text = await metrics.scrape(emptyQueue);
  exported = new Map();
  // https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z]\w+)(?:\{(.*)\})? /gm)) {
    exported.set(name, new Set([...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label)));
  }
});

/** Names of ours and of the process in an expression, with the labels that stand behind each. */
const asked = (expression: string) =>
  [...expression.matchAll(/\b((?:clickthread|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', matchers = '']) =>
      [name, [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label)] as const,
  );

it('are there', () => {
  expect(rules.length).toBeGreaterThan(8);
  expect(dashboard.panels.length).toBeGreaterThan(8);
  expect(exported.size).toBeGreaterThan(40);
});

it.each(expressions)('%s asks for what is exported: %s', (_title, expression) => {
  const names = asked(expression);
  for (const [name, labels] of names) {
    expect(exported.has(name), name).toBe(true);
    // Prometheus adds these two itself.
    const own = labels.filter((label) => label !== 'instance' && label !== 'job');
    for (const label of own) expect(exported.get(name)?.has(label), `${name}{${label}}`).toBe(true);
  }
  const open = (bracket: string) => expression.split(bracket).length;
  expect(open('(')).toBe(open(')'));
  expect(open('{')).toBe(open('}'));
});

it('ask for something, each of them', () => {
  const empty = expressions.filter(
    ([, expression]) => asked(expression).length === 0 && !/^up\{|^prometheus$/.test(expression),
  );
  expect(empty).toEqual([]);
});

it('each of our own measures is looked at, or is part of one that is', () => {
  const looked = new Set(expressions.flatMap(([, expression]) => asked(expression).map(([name]) => name)));
  const ours = [...exported.keys()].filter(
    (name) => name.startsWith('clickthread_') && !/_(?:sum|count)$/.test(name),
  );
  expect(ours.filter((name) => !looked.has(name))).toEqual([]);
});

describe('an alert', () => {
  it.each(rules)('$alert says what is wrong and what to do', ({ alert, annotations }) => {
    expect(alert).toMatch(/^Clickthread[A-Z]\w+$/);
    expect(annotations.summary.length).toBeGreaterThan(10);
    expect(annotations.description.length).toBeGreaterThan(20);
  });

  it.each(rules.filter(({ expr }) => !expr.includes('increase(')))(
    '$alert waits until what it sees has lasted',
    (rule) => {
      expect(rule.for).toMatch(/^\d+[mh]$/);
    },
  );

  // Prometheus reckons an increase from the first sample it sees, and so misses what brought that sample.
  it.each(rules.filter(({ expr }) => expr.includes('increase(')))(
    '$alert counts from nought: $expr',
    ({ expr }) => {
      for (const [, name = ''] of expr.matchAll(/increase\((\w+)/g)) {
        expect(first).toMatch(new RegExp(`^${name}(?:\\{.*\\})? 0$`, 'm'));
      }
    },
  );
});

it('no two panels have one number or cover each other', () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});

it('nothing adds up what collectors with one Postgres all say of one queue', () => {
  expect(expressions.filter(([, expression]) => /\bsum[^()]*\(clickthread_queue_/.test(expression))).toEqual(
    [],
  );
});
