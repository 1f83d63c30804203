import { brotliCompressSync } from 'node:zlib';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

/** The whole tag, js-cookie included, as browsers get it (brotli 11). */
export const TAG_LIMIT_BYTES = 1800;

/** The tag shares the contract's types; its schemas would bring 5 to 24 kB of zod along. */
const refuseZod = {
  name: 'refuse-zod',
  resolveId(source, importer) {
    if (/^zod(\/|$)/.test(source)) {
      this.error(`zod must not reach the tag, but ${importer} imports it: import types only`);
    }
  },
};

/** js-cookie also runs where there is no document; the tag does not, so that branch is dead code. */
const assumeDocument = {
  name: 'assume-document',
  transform: (code, id) =>
    id.includes('js-cookie') ? code.replaceAll("typeof document === 'undefined'", 'false') : null,
};

const refuseOverweight = {
  name: 'refuse-overweight',
  generateBundle(_options, bundle) {
    for (const { fileName, code } of Object.values(bundle)) {
      const bytes = brotliCompressSync(code).length;
      if (bytes > TAG_LIMIT_BYTES) {
        this.error(`${fileName} has ${bytes} bytes with brotli, ${TAG_LIMIT_BYTES} are allowed`);
      }
    }
  },
};

export default {
  // tsc emits, rollup bundles what it emitted: TypeScript 7 has no JavaScript API for a plugin to use.
  input: 'dist/modules/tag/index.js',
  output: { file: 'dist/tag.js', format: 'iife', strict: false, generatedCode: 'es2015' },
  plugins: [
    refuseZod,
    resolve({ browser: true }),
    assumeDocument,
    terser({
      ecma: 2020,
      module: true,
      compress: { passes: 3, unsafe_arrows: true, unsafe_methods: true },
      format: { comments: false },
    }),
    refuseOverweight,
  ],
};
