import { expect, type Page } from '@playwright/test';
import { type MirrorSite, pixelIsLive, tagIsOn, test } from './mirror-site.ts';
import { EMAIL, EMAIL_SHA256, PHONE_SHA256 } from './shopper.ts';
import { PIXEL_CODE } from './stack.ts';
import { received } from './tiktok.ts';

/** A pixel of the page's own that takes notes of arguments and `this`, and returns something. */
const NOTING_PIXEL = `<script>
  notes = [];
  ttq = { name: 'noting' };
  for (const method of ['track', 'page', 'identify', 'instance', 'load', 'ready', 'debug']) {
    ttq[method] = function (...given) { notes.push([method, this === ttq, given]); return method + ' returned'; };
  }
</script>`;

/** Asks the page for something that can travel as JSON. */
function ask<Result>(page: Page, expression: string): Promise<Result> {
  return page.evaluate(expression) as Promise<Result>;
}

function sent(site: MirrorSite) {
  return site.wire.collected.filter(({ event }) => event !== 'Pageview');
}

test.describe('the id of an event', () => {
  const cases = [
    { given: `{event_id:'abc'}`, properties: '{}', expected: 'abc', reason: 'as it is' },
    { given: '{event_id:17}', properties: '{}', expected: '17', reason: 'a number becomes a text' },
    { given: '{event_id:0}', properties: '{}', expected: '0', reason: '0 is an id, not none' },
    { given: `{event_id:'abc'}`, properties: '{order_id:1}', expected: 'abc', reason: 'before the order' },
    { given: '{}', properties: '{order_id:10001}', expected: 'ord_10001', reason: 'from the order' },
    { given: `{event_id:''}`, properties: `{order_id:'A-7'}`, expected: 'ord_A-7', reason: 'none was given' },
    { given: 'undefined', properties: '{}', expected: /^\d{16,40}$/, reason: 'nothing was given' },
    { given: 'null', properties: 'null', expected: /^\d{16,40}$/, reason: 'nothing at all was given' },
    { given: `{event_id:''}`, properties: '{}', expected: /^\d{16,40}$/, reason: 'an empty one is none' },
    { given: '{event_id:null}', properties: '{}', expected: /^\d{16,40}$/, reason: 'null is none' },
  ] as const;

  test('is the same text for the pixel and the collector, whatever the page gives', async ({
    site,
    page,
  }) => {
    await site.open(NOTING_PIXEL + site.tag());
    await tagIsOn(page);
    await page.evaluate(
      cases.map(({ given, properties }) => `ttq.track('Search', ${properties}, ${given});`).join('\n'),
    );
    await expect.poll(() => sent(site).length).toBe(cases.length);
    const atPixel = await ask<unknown[]>(page, `notes.map(([, , given]) => given[2].event_id)`);
    cases.forEach(({ expected, reason }, index) => {
      const matcher = typeof expected === 'string' ? expected : expect.stringMatching(expected);
      expect(atPixel[index], reason).toEqual(matcher);
      expect(sent(site)[index]?.event_id, reason).toBe(atPixel[index]);
    });
    expect(new Set(atPixel).size, 'ids that we make are new').toBe(cases.length - 1);
  });
});

test("arguments, this and return value are the page's", async ({ site, page }) => {
  await site.open(NOTING_PIXEL + site.tag());
  await tagIsOn(page);
  const returned = await ask(
    page,
    `[ttq.track('Search', properties = Object.freeze({ value: 1 }), options = Object.freeze({ event_id: 'x', other: 1 })),
      ttq.page('a', 2), ttq.identify(person = Object.freeze({ email: '' })), ttq.instance('${PIXEL_CODE}'),
      ttq.load('X'), ttq.ready(1), ttq.debug(true)]`,
  );
  expect(returned).toEqual(
    ['track', 'page', 'identify', 'instance', 'load', 'ready', 'debug'].map((name) => `${name} returned`),
  );
  expect(await ask(page, 'notes')).toEqual([
    ['track', true, ['Search', { value: 1 }, { event_id: 'x', other: 1 }]],
    ['page', true, ['a', 2]],
    ['identify', true, [{ email: '' }]],
    ['instance', true, [PIXEL_CODE]],
    ['load', true, ['X']],
    ['ready', true, [1]],
    ['debug', true, [true]],
  ]);
  expect(await ask(page, `notes[0][2][1] === properties && notes[2][2][0] === person`)).toBe(true);
  expect(await ask(page, `ttq.track.call({ name: 'other' }, 'Contact')`)).toBe('track returned');
  expect(await ask(page, 'notes.at(-1).slice(0, 2)')).toEqual(['track', false]);
});

test('what a method throws reaches the page, and the collector has its copy', async ({ site, page }) => {
  await site.open(`<script>ttq={track(){throw new RangeError("the page's own")}}</script>${site.tag()}`);
  await tagIsOn(page);
  const thrown = await ask(
    page,
    `(() => { try { ttq.track('Search') } catch (error) { return String(error) } })()`,
  );
  expect(thrown).toBe("RangeError: the page's own");
  await expect.poll(() => sent(site).map(({ event }) => event)).toEqual(['Search']);
});

test('until the library takes over, ttq is the Array that it was, with its own properties', async ({
  site,
  page,
}) => {
  const release = await site.hold(/events\.js/);
  const look =
    'JSON.stringify([Array.isArray(ttq), ttq === stub, Object.keys(ttq).sort(), ttq.methods, ttq._o])';
  await site.open(`${site.snippet()}<script>stub = ttq; before = ${look}</script>${site.tag()}`);
  await tagIsOn(page);
  const [isArray, isSame, keys] = JSON.parse(await ask<string>(page, look)) as [boolean, boolean, string[]];
  expect([isArray, isSame]).toEqual([true, true]);
  // An own "push" beside those of the snippet is how old snippets are heard.
  const keysBefore = (JSON.parse(await ask<string>(page, 'before')) as unknown[])[2] as string[];
  expect(keys).toEqual(expect.arrayContaining(keysBefore));
  expect(keys.filter((key) => !keysBefore.includes(key) && key !== 'push')).toEqual([]);
  expect(await ask(page, 'ttq.length')).toBe(1);
  await release();
  await pixelIsLive(page);
});

test.describe('a page that puts something broken in the place of ttq, after the tag', () => {
  const broken = [
    'null',
    'undefined',
    '5',
    `'text'`,
    '{}',
    '{ track: 5, page: null }',
    'Object.freeze({ track() {} })',
    '{ track() { throw new Error("broken") } }',
    '{ get track() { throw new Error("broken") } }',
    'new Proxy({}, { get() { throw new Error("broken") }, set: () => false, defineProperty: () => false })',
    'Object.seal([])',
  ];
  test('costs the collector nothing', async ({ site, page }) => {
    await site.open(site.snippet() + site.tag());
    await tagIsOn(page);
    await pixelIsLive(page);
    for (const [index, value] of broken.entries()) {
      await page.evaluate(
        `ttq = ${value}; clickthread('track', 'Search', {}, { eventId: 'broken-${index}' })`,
      );
    }
    await expect
      .poll(() => sent(site).map(({ event_id }) => event_id))
      .toEqual(broken.map((_value, index) => `broken-${index}`));
    // And a good one after all of them is heard again.
    await page.evaluate(`ttq = { track() {} }; ttq.track('Contact')`);
    await expect.poll(() => sent(site).map(({ event }) => event)).toContain('Contact');
  });
});

test('who the page says to be goes to both, hashed, with the events that follow', async ({
  site,
  page,
  road,
}) => {
  const release = await site.hold(/events\.js/);
  await site.open(
    `${site.snippet()}<script>ttq.identify(${JSON.stringify({ email: EMAIL, phone_number: '+12133734253' })})</script>${site.tag()}`,
  );
  await tagIsOn(page);
  await release();
  await pixelIsLive(page);
  await page.evaluate(
    `ttq.track('Contact'); ttq.identify({ external_id: 'customer 42' }); ttq.track('Search')`,
  );
  await expect
    .poll(site.counted)
    .toEqual([`${PIXEL_CODE} Contact api,pixel`, `${PIXEL_CODE} Search api,pixel`]);

  const ids = new Map(sent(site).map(({ event, event_id }) => [event, event_id]));
  const items = (await received(road.stack)).filter(({ event, event_id }) => ids.get(event) === event_id);
  for (const { user } of items) expect(user).toMatchObject({ email: [EMAIL_SHA256], phone: [PHONE_SHA256] });
  // printf 'customer 42' | sha256sum
  const EXTERNAL_ID_SHA256 = '44dda82580e671c1379226f993f6ffe118a1ca4d419764ce13cde8dc1e516eba';
  const search = items.find(({ event }) => event === 'Search');
  expect(search?.user).toMatchObject({ external_id: [EXTERNAL_ID_SHA256] });
});

test('page() is one page view an address, however often and by whomever it is called', async ({
  site,
  page,
}) => {
  await site.open(
    `${site.snippet()}<script>ttq.page()</script>${site.tag()}<script>clickthread('page')</script>`,
  );
  await tagIsOn(page);
  await pixelIsLive(page);
  await page.evaluate(`ttq.page(); ttq.instance('${PIXEL_CODE}').page(); clickthread('page')`);
  await page.evaluate(`history.pushState(null, '', 'next'); ttq.page(); clickthread('track', 'Contact')`);
  await expect.poll(() => sent(site).length).toBe(1);
  const views = site.wire.collected.filter(({ event }) => event === 'Pageview');
  expect(views.map((view) => view.page)).toEqual([site.url, `${site.url}next`]);
  expect(views.every(({ event_id: id }) => /^\d{16,40}$/.test(id))).toBe(true);
  // The pixel was told each time that the page has said so.
  await expect.poll(() => site.wire.pixel.filter(({ event }) => event === 'Pageview').length).toBe(7);
});
