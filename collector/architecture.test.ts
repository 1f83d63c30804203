import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The laws of the house that a machine can hold. ARCHITECTURE.md tells them to people. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What a part of the tree may import. A part may always import itself. */
interface Rule {
  /** Other parts, with their values and types. */
  readonly parts?: readonly string[];
  /** Parts of which it may know types only. */
  readonly types?: readonly string[];
  /** npm packages; all of them where nothing is said. */
  readonly packages?: readonly string[];
  /** Whether it may use what node brings along; it may where nothing is said. */
  readonly builtins?: boolean;
}

const COLLECTOR = ['contract', 'sources', 'normalise', 'map', 'visitors', 'store', 'relay', 'tiktok', 'http'];
const ALL = [
  ...COLLECTOR,
  'insight',
  'dashboard',
  'prepare.ts',
  'rules.ts',
  'ingest.ts',
  'config',
  'routes.ts',
  'node-version.ts',
  'package-version.ts',
  'app.ts',
  'main.ts',
  'cli',
];

const TIMED_COLLECTOR = 'e2e/bad-tiktok/timed-collector.ts';

const TABLE: Readonly<Record<string, Rule>> = {
  // Runs in the shopper's page, where there is neither node nor room.
  tag: { types: ['contract'], packages: [], builtins: false },
  'tag/size.ts': { parts: ['dist', 'rollup.config.mjs'] },

  contract: { packages: ['zod'], builtins: false },
  tiktok: { packages: ['zod'], builtins: false },
  'routes.ts': { packages: [], builtins: false },
  'node-version.ts': { packages: [], builtins: false },
  'package-version.ts': { packages: [] },
  config: { parts: ['routes.ts'], packages: ['zod'], builtins: false },

  sources: { parts: ['contract'] },
  normalise: { parts: ['contract'] },
  map: { parts: ['contract'], types: ['normalise', 'tiktok'] },
  store: { types: ['tiktok'] },
  visitors: { parts: ['store'] },
  relay: { parts: ['store', 'tiktok'] },
  'prepare.ts': { parts: ['contract', 'normalise', 'map', 'store'] },
  'rules.ts': { parts: ['config', 'contract', 'map', 'prepare.ts', 'tiktok'] },
  'ingest.ts': { parts: ['contract', 'visitors', 'prepare.ts', 'store'], types: ['normalise'] },
  http: { parts: ['contract', 'sources', 'ingest.ts'], types: ['prepare.ts', 'store'] },
  conformance: { parts: [] },
  insight: { parts: ['contract', 'store'], types: ['ingest.ts'] },
  dashboard: { parts: ['contract', 'store', 'relay', 'tiktok'] },

  'app.ts': { parts: ALL },
  'main.ts': { parts: ALL },
  cli: { parts: ALL },

  e2e: { parts: ['contract', 'app.ts', 'dist', TIMED_COLLECTOR], types: ['tag'] },
  // The collector's parts on a clock of the test's own; the judge knows nothing of them.
  [TIMED_COLLECTOR]: { parts: ['e2e', ...ALL] },
  bench: { parts: ['e2e', 'dist', ...ALL] },
};

/** The part of the tree that a path belongs to: a folder, or a file that stands for itself. */
function partOf(path: string): string {
  if (Object.hasOwn(TABLE, path)) return path;
  const [top = '', second = ''] = path.split('/');
  return top === 'collector' ? second : top;
}

interface Import {
  readonly from: string;
  readonly isType: boolean;
}

const withoutComments = (source: string) =>
  source.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');

function importsOf(source: string): Import[] {
  const code = withoutComments(source);
  const statements = code.matchAll(/\b(?:import|export)\s+(?:([^'";]*?)\sfrom\s+)?(['"])([^'"\n]+)\2/g);
  const calls = code.matchAll(/\bimport\(\s*(['"])([^'"\n]+)\1/g);
  return [
    ...[...statements].map(([, names = '', , from = '']) => ({ from, isType: namesTypesOnly(names) })),
    ...[...calls].map(([, , from = '']) => ({ from, isType: false })),
  ];
}

function namesTypesOnly(names: string): boolean {
  if (/^type\b/.test(names)) return true;
  const listed = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
  return listed?.split(',').every((name) => /^\s*(type\s.*)?$/.test(name)) ?? false;
}

/** What is wrong with the imports of one file. */
function importFaults(path: string, source: string): string[] {
  const part = partOf(path);
  const rule = TABLE[part];
  if (!rule) return [`${path}: the table knows no part "${part}"`];
  return importsOf(source).flatMap((each) =>
    isAllowed(path, each, rule)
      ? []
      : [`${path} must not import ${each.isType ? 'types of ' : ''}${each.from}`],
  );
}

function isAllowed(path: string, { from, isType }: Import, rule: Rule): boolean {
  if (from.startsWith('node:')) return rule.builtins ?? true;
  if (!from.startsWith('.')) {
    const name = from
      .split('/')
      .slice(0, from.startsWith('@') ? 2 : 1)
      .join('/');
    return rule.packages?.includes(name) ?? true;
  }
  const target = partOf(posix.join(posix.dirname(path), from));
  if (target === partOf(path) || rule.parts?.includes(target)) return true;
  return isType && (rule.types?.includes(target) ?? false);
}

/** Clock, chance, environment and network: they enter by argument, from main.ts. */
const OUTSIDE: readonly (readonly [RegExp, string])[] = [
  [/\bprocess\.env\b/, 'process.env'],
  [/\bDate\.now\b/, 'Date.now'],
  [/\bnew Date\(\)/, 'new Date()'],
  [/\bperformance\.now\b/, 'performance.now'],
  [/\bMath\.random\b/, 'Math.random'],
  [/(?<![.\w])fetch\(/, 'fetch('],
  [/\bglobalThis\.(?:fetch|process)\b/, 'globalThis'],
];

/** Where they enter: the composition roots. */
const ROOTS = ['collector/main.ts', 'collector/cli/main.ts'];

function outsideFaults(path: string, source: string): string[] {
  if (!path.startsWith('collector/') || ROOTS.includes(path)) return [];
  const code = withoutComments(source);
  return OUTSIDE.filter(([pattern]) => pattern.test(code)).map(
    ([, name]) => `${path} must be handed ${name}`,
  );
}

const isTest = (path: string) => /\.(?:test|spec)\.ts$|\/conformance(?:-\w+)?\.ts$/.test(path);

const files = ['tag', 'collector', 'e2e', 'bench']
  .filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name).split(sep).join('/'),
    ),
  )
  .filter((path) => /\.(?:ts|js|mjs|css|html|sql)$/.test(path))
  .map((path) => ({ path, source: readFileSync(join(ROOT, path), 'utf8') }));
const sources = files.filter(({ path }) => /\.(?:ts|js|mjs)$/.test(path) && !isTest(path));

describe('the tree', () => {
  it('is read', () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(sources.flatMap(({ source }) => importsOf(source)).length).toBeGreaterThan(150);
  });

  it('imports what the table allows', () => {
    expect(sources.flatMap(({ path, source }) => importFaults(path, source))).toEqual([]);
  });

  it('reaches for clock, chance, environment and network in main.ts only', () => {
    expect(sources.flatMap(({ path, source }) => outsideFaults(path, source))).toEqual([]);
  });

  it('has no file over 300 lines', () => {
    const long = files.filter(({ source }) => source.trimEnd().split('\n').length > 300);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('has no file that is named after nothing', () => {
    const vague = /^(?:utils?|helpers?|common|misc)(?:$|[.-])|[.-](?:utils?|helpers?|common)\.\w+$/i;
    const named = files.filter(
      ({ path }) => vague.test(basename(path)) || vague.test(basename(dirname(path))),
    );
    expect(named.map(({ path }) => path)).toEqual([]);
  });

  it('leaves nothing for later', () => {
    // The brackets keep this line from finding itself.
    const later = /\b(?:TO[D]O|FIX[M]E)\b/;
    expect(files.filter(({ source }) => later.test(source)).map(({ path }) => path)).toEqual([]);
  });
});

describe('the checker can fail', () => {
  it.each([
    ['tag/a.ts', "import { z } from 'zod';", 'zod in the tag'],
    ['tag/a.ts', "import { eventSchema } from '../collector/contract/event.ts';", 'a value of the contract'],
    ['tag/a.ts', "import type { Config } from '../collector/config/config.ts';", 'a type of another part'],
    ['tag/a.ts', "import { hash } from 'node:crypto';", 'node in the page'],
    ['collector/contract/a.ts', "import type { NewEvent } from '../store/store.ts';", 'the way back'],
    ['collector/tiktok/a.ts', "import { pino } from 'pino';", 'a package that is not zod'],
    ['collector/config/a.ts', "import { readFileSync } from 'node:fs';", 'the disk in the configuration'],
    [
      'collector/map/a.ts',
      "import { judge } from '../tiktok/outcome.ts';",
      'a value where types are allowed',
    ],
    ['collector/map/a.ts', "import { type A, judge } from '../tiktok/outcome.ts';", 'a value among types'],
    ['collector/http/a.ts', "import {\n  createRelay,\n} from '../relay/relay.ts';", 'several lines'],
    ['collector/store/sqlite/a.ts', "export { createRelay } from '../../relay/relay.ts';", 'an export'],
    ['collector/relay/a.ts', "const http = await import('../http/respond.ts');", 'a call'],
    ['collector/normalise/a.ts', "import '../http/respond.ts';", 'for its effect'],
    ['collector/normalise/a.ts', "import '../../e2e/simulator/answer.ts';", 'the judge'],
    ['e2e/a.ts', "import { judge } from '../collector/tiktok/outcome.ts';", 'the judge asks the judged'],
    ['collector/common/a.ts', '', 'a part that the table does not know'],
  ])('%s: %j (%s)', (path, source) => {
    expect(importFaults(path, source)).toHaveLength(1);
  });

  it.each([
    ['tag/a.ts', "import type { CollectRequest } from '../collector/contract/collect-request.ts';", 'a type'],
    ['tag/size.ts', "import { brotliCompressSync } from 'node:zlib';", 'runs on the developer’s machine'],
    ['collector/map/a.ts', "import { type A, type B } from '../tiktok/event.ts';", 'types, one by one'],
    ['collector/store/sqlite/a.ts', "import { a } from '../retention.ts';", 'itself'],
    ['collector/http/a.ts', "// import { a } from '../relay/relay.ts';", 'a comment'],
    ['collector/http/a.ts', "import helmet from 'helmet';", 'a package'],
  ])('and lets pass %s: %j (%s)', (path, source) => {
    expect(importFaults(path, source)).toEqual([]);
  });

  it.each([
    ['const at = Date.now();', 1, 'a call'],
    ['const deps = { now: Date.now };', 1, 'a reference'],
    ['await fetch(url);', 1, 'the network'],
    ['await options.fetch(url);', 0, 'what was handed in'],
    ['readonly fetch: typeof fetch;', 0, 'a type'],
    ['/** Like Date.now. */', 0, 'a comment'],
    ["const url = 'https://example.com'; Math.random();", 1, 'behind an address'],
  ])('%j has %i (%s)', (source, count) => {
    expect(outsideFaults('collector/http/a.ts', source)).toHaveLength(count);
    expect(outsideFaults('collector/cli/a.ts', source)).toHaveLength(count);
    expect(outsideFaults('collector/main.ts', source)).toEqual([]);
    expect(outsideFaults('collector/cli/main.ts', source)).toEqual([]);
  });
});
