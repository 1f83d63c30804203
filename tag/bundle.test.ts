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
    transform(code) {
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
      transform(code) {
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
