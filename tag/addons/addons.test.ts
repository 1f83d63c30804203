import { createContext, runInContext } from 'node:vm';
import { rollup } from 'rollup';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleOptions } from '../../rollup.config.mjs';

/** The bundles themselves, in a page of nothing but what they need. Needs dist/modules: run "npm run build" first. */

const STUB =
  'window.clickthread=window.clickthread||function(){(clickthread.q=clickthread.q||[]).push(arguments)};clickthread.u=location.href';

/** What each platform looks like once its visitor has agreed. */
const AGREED = {
  'tag.tcf.js': `window.__tcfapi = (command, version, callback) => callback({
    gdprApplies: true, eventStatus: 'tcloaded', purpose: { consents: { 1: true, 7: true } } }, true);`,
  'tag.consent-mode.js': `window.dataLayer = [['consent', 'update', { ad_storage: 'granted', ad_user_data: 'granted' }]];`,
  'tag.shopify.js': `window.Shopify = { loadFeatures: (features, callback) => callback(),
    customerPrivacy: { marketingAllowed: () => true } };`,
};

function createPage(dataset = {}): object {
  const page: Record<string, unknown> = {
    location: { href: 'https://shop.example/?ttclid=abc' },
    document: { cookie: '', currentScript: { dataset }, addEventListener: () => {} },
    localStorage: {},
    setTimeout: (action: () => void) => action(),
  };
  page.window = page;
  return createContext(page);
}

describe.each(Object.keys(AGREED) as (keyof typeof AGREED)[])('%s', (file) => {
  let code: string;
  beforeAll(async () => {
    const { output, ...options } = bundleOptions(file);
    const bundle = await rollup({ ...options, logLevel: 'silent' });
    code = (await bundle.generate(output)).output[0].code;
  });

  /** The calls that wait in the page's queue. */
  const queued = (page: object) => runInContext('[...clickthread.q].map((call) => [...call])', page);

  it('tells a tag that is there', () => {
    const page = createPage();
    runInContext('window.calls = []; window.clickthread = (...call) => { calls.push(call); };', page);
    runInContext(`${AGREED[file]} ${code}`, page);
    expect(runInContext('calls', page)).toContainEqual(['consent', 'granted']);
  });

  it("leaves a word in the page's stub", () => {
    const page = createPage();
    runInContext(`${STUB}; ${AGREED[file]} ${code}`, page);
    expect(queued(page)).toContainEqual(['consent', 'granted']);
  });

  it('makes the stub where there is none, and the page may still have its own', () => {
    const page = createPage();
    runInContext(`${AGREED[file]} ${code}; ${STUB}; clickthread('page');`, page);
    expect(queued(page)).toContainEqual(['consent', 'granted']);
    expect(queued(page).at(-1)).toEqual(['page']);
    expect(runInContext('clickthread.u', page)).toBe('https://shop.example/?ttclid=abc');
  });

  it.each([
    ['an empty page', ''],
    ['a page without a script element', 'document.currentScript = null;'],
    ['a tag that throws', 'window.clickthread = () => { throw new Error("broken"); };'],
    ['a page that lets nobody have the name', 'Object.defineProperty(window, "clickthread", { value: 1 });'],
  ])('throws nothing into %s', (_what, prepare) => {
    const page = createPage();
    expect(() => runInContext(`${AGREED[file]} ${prepare} ${code}`, page)).not.toThrow();
  });
});

it.each([
  {
    file: 'tag.tcf.js',
    dataset: { purposes: '1', vendor: '9' },
    platform: `window.__tcfapi = (c, v, callback) => callback({ gdprApplies: true, eventStatus: 'tcloaded',
      purpose: { consents: { 1: true } }, vendor: { consents: { 9: true } } }, true);`,
  },
  {
    file: 'tag.consent-mode.js',
    dataset: { layer: 'ours', signals: 'ad_storage' },
    platform: `window.ours = [['consent', 'update', { ad_storage: 'granted' }]];`,
  },
])("$file reads its script element's attributes", async ({ file, dataset, platform }) => {
  const { output, ...options } = bundleOptions(file);
  const bundle = await rollup({ ...options, logLevel: 'silent' });
  const { code } = (await bundle.generate(output)).output[0];
  const page = createPage(dataset);
  runInContext(`${STUB}; ${platform} ${code}`, page);
  expect(runInContext('[...clickthread.q[0]]', page)).toEqual(['consent', 'granted']);
});
