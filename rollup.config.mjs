import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import terser from '@rollup/plugin-terser';

/**
 * What the build makes in `dist/`: each file's entry (below `tag/`), and its limit, in bytes as browsers get it
 * (brotli 11) with all that it needs. The tag keeps to what was promised; the others
 * keep to what they need, so that a later change that costs bytes has to say so here.
 */
export const BUNDLES = {
  'tag.js': { entry: 'script', limit: 3000 },
  'tag.debug.js': { entry: 'script', limit: 5000, debug: true },
  'tag.mjs': { entry: 'index', limit: 3050, format: 'es' },
  'tag.tcf.js': { entry: 'addons/tcf', limit: 600 },
  'tag.consent-mode.js': { entry: 'addons/consent-mode', limit: 700 },
  'tag.shopify.js': { entry: 'addons/shopify', limit: 1000 },
};

/** The tag shares the contract's types; its schemas would bring 5 to 24 kB of zod along. */
const refuseZod = {
  name: 'refuse-zod',
  resolveId(source, importer) {
    if (/^zod(\/|$)/.test(source)) {
      this.error(`zod must not reach the tag, but ${importer} imports it: import types only`);
    }
  },
};

/** Gives `DEBUG` its value before rollup looks for dead code, so that what only debugging needs leaves no byte behind. */
const defineDebug = (value) => ({
  name: 'define-debug',
  transform: (code) => (/\bDEBUG\b/.test(code) ? `const DEBUG = ${value};\n${code}` : null),
});

/** Every node of a syntax tree, but for what lies in nodes of the type `but`. https://github.com/estree/estree */
function* nodesOf(value, but) {
  if (!value || typeof value !== 'object' || (but && value.type === but)) return;
  if (value.type) yield value;
  for (const child of Object.values(value)) yield* nodesOf(child, but);
}

/** `let` is shorter, and one word for all of them packs better: 27 bytes. The compiler has checked what `const` means. */
const letForConst = {
  name: 'let-for-const',
  renderChunk(code) {
    const constants = [...nodesOf(this.parse(code))].filter(({ kind }) => kind === 'const');
    return constants
      .sort((a, b) => b.start - a.start)
      .reduce((text, { start }) => `${text.slice(0, start)}let${text.slice(start + 'const'.length)}`, code);
  },
};

/**
 * Functions as arrows, which are shorter and alike: 80 bytes. Only those that have neither `this` nor `arguments` of
 * their own. None is called before the line that defines it, or the page's first test would fail.
 */
const arrowForFunction = {
  name: 'arrow-for-function',
  renderChunk(code) {
    const isOwn = ({ type, name }) => type === 'ThisExpression' || name === 'arguments';
    const isPlain = ({ body }) => ![...nodesOf(body, 'FunctionExpression')].some(isOwn);
    return [...nodesOf(this.parse(code))]
      .filter((node) => node.type === 'FunctionDeclaration' && isPlain(node))
      .sort((a, b) => b.start - a.start)
      .reduce((text, { id, params, body, start, end }) => {
        const [first, last] = [params[0] ?? body, params.at(-1) ?? { end: body.start }];
        const arrow = `const ${id.name} = (${text.slice(first.start, last.end)}) => `;
        return `${text.slice(0, start)}${arrow}${text.slice(body.start, end)};${text.slice(end)}`;
      }, code);
  },
};

/**
 * The module's declarations in one file beside it: what the tag says to a page, and nothing of the contract, whose
 * types need zod. Put together here, since tsc leaves them in several files, which import each other as sources.
 */
const declareTypes = {
  name: 'declare-types',
  generateBundle() {
    const files = ['calls', 'index'].map((name) => readFileSync(`dist/modules/tag/${name}.d.ts`, 'utf8'));
    const source = files.join('').replace(/^(import|export) type .* from '\.\/calls\.ts';\n/gm, '');
    if (/\bfrom '|\bimport\(/.test(source))
      this.error('tag.d.mts must import nothing, but calls.ts or index.ts does');
    this.emitFile({ type: 'asset', fileName: 'tag.d.mts', source });
  },
};

const refuseOverweight = (limit) => ({
  name: 'refuse-overweight',
  generateBundle(_options, bundle) {
    for (const { fileName, code } of Object.values(bundle)) {
      const bytes = brotliCompressSync(code ?? '').length;
      if (bytes > limit) this.error(`${fileName} has ${bytes} bytes with brotli, ${limit} are allowed`);
    }
  },
});

/** How one of the bundles is made, of what tsc emitted: TypeScript 7 has no JavaScript API for a plugin to use. */
export function bundleOptions(file) {
  const { entry, limit, debug = false, format = 'iife' } = BUNDLES[file];
  return {
    input: `dist/modules/tag/${entry}.js`,
    output: { file: `dist/${file}`, format, strict: false, generatedCode: 'es2015' },
    plugins: [
      refuseZod,
      defineDebug(debug),
      arrowForFunction,
      letForConst,
      terser({
        ecma: 2020,
        module: true,
        // `unsafe` writes texts of parts as sums: 9 bytes. The others were tried out too: together 20.
        compress: {
          passes: 3,
          unsafe: true,
          unsafe_arrows: true,
          inline: 1,
          lhs_constants: false,
          negate_iife: false,
        },
        format: { comments: false },
      }),
      refuseOverweight(limit),
      ...(format === 'es' ? [declareTypes] : []),
    ],
  };
}

export default Object.keys(BUNDLES).map(bundleOptions);
