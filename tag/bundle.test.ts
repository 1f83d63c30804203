import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { type Plugin, rollup } from 'rollup';
import { parseAst } from 'rollup/parseAst';
import { describe, expect, it } from 'vitest';
import { bundleOptions } from '../rollup.config.mjs';

/** What the build does to the code, apart from its weight. Needs dist/modules: run "npm run build" first. */

/** The bundle's text, from its own entry or another, with further plugins before the build's own. */
async function bundleOf(file: string, first: Plugin, input?: string): Promise<string> {
  const { output, plugins, ...options } = bundleOptions(file);
  const bundle = await rollup({
    ...options,
    input: input ?? options.input,
    // What it weighs is another test's matter.
    plugins: [first, ...plugins.filter(({ name }) => name !== 'refuse-overweight')],
    logLevel: 'silent',
  });
  const { output: chunks } = await bundle.generate(output);
  return chunks[0].code;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

function* nodesOf(value: unknown): Generator<Node> {
  if (!value || typeof value !== 'object') return;
  if (typeof (value as Node).type === 'string') yield value as Node;
  for (const child of Object.values(value)) yield* nodesOf(child);
}

/** The `if (DEBUG) …` statements of a module. */
function debugStatements(code: string): Node[] {
  return [...nodesOf(parseAst(code))].filter(
    ({ type, test }) => type === 'IfStatement' && (test as { name?: string }).name === 'DEBUG',
  );
}

/** The module without them, from the last to the first, so that their places stay right. */
function withoutDebug(code: string): string {
  return debugStatements(code).reduceRight(
    (text, { start, end }) => text.slice(0, start) + text.slice(end),
    code,
  );
}

describe('DEBUG', () => {
  const read = (seen: string[], change = (code: string) => code): Plugin => ({
    name: 'read',
    transform(code, id) {
      if (id.includes('js-cookie')) return null;
      seen.push(...debugStatements(code).map(({ start, end }) => code.slice(start, end)));
      return change(code);
    },
  });

  it.each(['tag.js', 'tag.mjs'])('costs %s no byte', async (file) => {
    const seen: string[] = [];
    const left: string[] = [];
    const built = await bundleOf(file, read(seen));
    const stripped = await bundleOf(
      file,
      read([], (code) => {
        const text = withoutDebug(code);
        // `DEBUG && …` would escape this test.
        left.push(
          ...[...nodesOf(parseAst(text))].filter(({ name }) => name === 'DEBUG').map(({ type }) => type),
        );
        return text;
      }),
    );
    expect(built).toBe(stripped);
    expect(left).toEqual([]);
    expect(seen).not.toEqual([]);
  });

  it('costs no byte wherever it stands', async () => {
    const everywhere: Plugin = {
      name: 'everywhere',
      transform(code, id) {
        if (id.includes('js-cookie')) return null;
        const bodies = [...nodesOf(parseAst(code))].filter(({ type }) => type === 'BlockStatement');
        const starts = bodies.map(({ start }) => start + 1).sort((a, b) => b - a);
        const said = `if (DEBUG) { const said = 'words of ' + location.href; console.info(said); }`;
        return starts.reduce((text, start) => text.slice(0, start) + said + text.slice(start), code);
      },
    };
    const plain = await bundleOf('tag.js', read([]));
    expect(await bundleOf('tag.js', everywhere)).toBe(plain);
    expect((await bundleOf('tag.debug.js', everywhere)).split('words of ').length).toBeGreaterThan(20);
  });

  it('puts its words into tag.debug.js, and into no other', async () => {
    const seen: string[] = [];
    const debug = await bundleOf('tag.debug.js', read(seen));
    const words = seen
      .flatMap((statement) => [...nodesOf(parseAst(statement))])
      .filter(({ type, value }) => type === 'Literal' && typeof value === 'string' && value.length > 9)
      .map(({ value }) => value as string);
    expect(words).not.toEqual([]);
    const tag = await bundleOf('tag.js', read([]));
    for (const word of words) {
      expect(debug).toContain(word);
      expect(tag).not.toContain(word);
    }
  });
});

describe('js-cookie', () => {
  const PATH = fileURLToPath(new URL('../node_modules/js-cookie/dist/js.cookie.mjs', import.meta.url));
  const original = readFileSync(PATH, 'utf8');

  /** What a script writes to `document.cookie`, and what it reads there, as one text. */
  function run(script: string, cookie: string, call: string): string {
    const written: string[] = [];
    const document = {
      get cookie() {
        return cookie;
      },
      set cookie(text: string) {
        written.push(text);
      },
    };
    const context = createContext({ document, console });
    // The same clock for both, since `expires` counts from now.
    runInContext(`Date.now = () => 1e12; ${script}`, context);
    return JSON.stringify([runInContext(call, context), written]);
  }

  async function unwrapped(): Promise<string> {
    const entry: Plugin = {
      name: 'entry',
      resolveId: (source) => (source === 'entry' ? source : null),
      load: (id) =>
        id === 'entry'
          ? `import Cookies from ${JSON.stringify(PATH)};
             globalThis.get = (name) => Cookies.get(name);
             globalThis.set = (name, value, attributes) => Cookies.set(name, value, attributes);
             globalThis.remove = (name, attributes) => Cookies.remove(name, attributes);`
          : null,
    };
    return bundleOf('tag.debug.js', entry, 'entry');
  }

  it('reads, writes and removes as it does untouched', async () => {
    const theirs = `${original.replace('export { api as default };', '')}; var { get, set, remove } = api;`;
    const ours = await unwrapped();
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[%"0-9A-Fa-f=; ]*$/),
    );
    const attributes = fc.record(
      {
        expires: fc.oneof(fc.integer({ min: -400, max: 400 }), fc.constant(undefined)),
        domain: fc.oneof(fc.domain(), fc.constant(undefined)),
        path: fc.constantFrom('/', '/shop', 'a;b'),
        sameSite: fc.constantFrom('lax', 'none'),
        secure: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(text, text, attributes, text, (name, value, given, jar) => {
        const [n, v, a] = [name, value, given].map((each) => JSON.stringify(each));
        const calls = [`get(${n})`, `set(${n}, ${v}, ${a})`, `remove(${n}, ${a})`];
        for (const call of calls) {
          for (const cookie of [jar, `x=1; ${name}=${value}; ${jar}`, '']) {
            expect(run(ours, cookie, call)).toBe(run(theirs, cookie, call));
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    { from: "typeof document === 'undefined'", to: 'typeof document !== "object"', reason: 'another check' },
    { from: 'function init(converter,', to: 'function init(theConverter,', reason: 'another parameter' },
    { from: 'set: set,\n', to: 'set: set,\n      has: has,\n', reason: 'another function' },
    { from: 'init(defaultConverter,', to: 'init(theConverter,', reason: 'another converter' },
    { from: 'return target', to: 'return target // done', reason: undefined },
  ])('is refused by the build where its text has changed: $reason', async ({ from, to, reason }) => {
    expect(original).toContain(from);
    const changed: Plugin = {
      name: 'changed',
      load: (id) => (id === PATH ? original.replace(from, to) : null),
    };
    const built = bundleOf('tag.debug.js', changed, PATH);
    if (reason) await expect(built).rejects.toThrow('js-cookie has changed: ');
    else await expect(built).resolves.toContain('document.cookie');
  });
});
