import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The package as npm packs it, in an empty folder: no zod, no other package, no types but its own. Needs dist/. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
let folder: string;
let installed: string;

function run(file: string, ...args: string[]): string {
  return execFileSync(file, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clickthread-package-'));
  installed = join(folder, 'node_modules/clickthread');
  mkdirSync(installed, { recursive: true });
  run('npm', 'pack', ROOT, '--ignore-scripts', '--silent');
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  run('tar', '-xzf', `clickthread-${version}.tgz`, '-C', installed, '--strip-components=1');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHOP = `
import { clickthread, type Ids, type Options, type Person, type Properties } from 'clickthread/tag';

const options: Options = { endpoint: 'https://collect.shop.example/collect', pixel: 'C4XXXXXXXXXXXXXXXXXX' };
clickthread('init', options);
const person: Person = { email: 'jane@shop.example', externalId: 42 };
clickthread('identify', person);
const order: Properties = { order_id: 10001, value: '64.00', currency: 'USD', contents: [{ content_id: 'vase' }] };
clickthread('track', 'Purchase', order, { eventId: 'ord_10001' });
clickthread('track', 'ViewContent', { our_own: true });
clickthread('page');
clickthread('consent', 'granted');
export const url: string = clickthread('decorate', 'https://shop.example/');
clickthread('ids', ({ visitor, ttclid }: Ids) => [visitor.length, ttclid?.length]);

// @ts-expect-error an event has a name
clickthread('track');
// @ts-expect-error granted or denied, nothing else
clickthread('consent', 'maybe');
// @ts-expect-error there is no such call
clickthread('purchase');
// @ts-expect-error an option of another name
clickthread('init', { pixelCode: 'C4XXXXXXXXXXXXXXXXXX' });
// @ts-expect-error a price in words
clickthread('track', 'Purchase', { value: { amount: 64 } });
`;

it.each([
  { module: 'esnext', moduleResolution: 'bundler' },
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
])('types a shop that resolves modules as $moduleResolution', (resolution) => {
  writeFileSync(join(folder, 'shop.ts'), SHOP);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        ...resolution,
        target: 'es2020',
        lib: ['es2020', 'dom'],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      },
      files: ['shop.ts'],
    }),
  );
  expect(run(process.execPath, TSC, '-p', folder)).toBe('');
});

it('is imported where there is no document, and does nothing there', () => {
  const script = `
    import { clickthread } from 'clickthread/tag';
    const told = [
      clickthread('init', { endpoint: 'https://collect.shop.example/collect' }),
      clickthread('track', 'Purchase', { order_id: 1 }),
      clickthread('identify', { email: 'jane@shop.example' }),
      clickthread('consent', 'granted'),
      clickthread('page'),
      clickthread('decorate', 'https://shop.example/'),
      clickthread('ids', () => { throw new Error('called'); }),
    ];
    console.log(JSON.stringify([told, Object.keys(globalThis).includes('clickthread')]));`;
  const [told, isGlobal] = JSON.parse(run(process.execPath, '--input-type=module', '-e', script));
  expect(told).toHaveLength(7);
  expect(isGlobal).toBe(false);
});

it('exports what the script build would do, and the global does not exist before it is asked for', () => {
  const script = `console.log(Object.keys(await import('clickthread/tag')).join());`;
  expect(run(process.execPath, '--input-type=module', '-e', script)).toBe('clickthread\n');
});

it.each([
  'dist/tag.mjs',
  'dist/tag.d.mts',
  'dist/tag.js',
  'dist/tag.debug.js',
  'dist/tag.tcf.js',
  'dist/tag.consent-mode.js',
  'dist/tag.shopify.js',
  'LICENSE',
  'README.md',
])('contains %s', (file) => {
  expect(existsSync(join(installed, file))).toBe(true);
});

it.each(['tag', 'collector', 'e2e', 'dist/modules/tag', 'tsconfig.tsbuildinfo', '.env.example'])(
  'does not contain %s',
  (file) => {
    expect(existsSync(join(installed, file))).toBe(false);
  },
);

it('tells of nothing that a shop would have to install for it', () => {
  expect(readFileSync(join(installed, 'dist/tag.d.mts'), 'utf8')).not.toMatch(/\bfrom ['"]|\bimport\(/);
  expect(readFileSync(join(installed, 'dist/tag.mjs'), 'utf8')).not.toMatch(/\bimport\b|\brequire\(/);
});
