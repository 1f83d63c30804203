import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { pixelSnippet } from './snippet.ts';

const eventsJs = readFileSync(new URL('./events.js', import.meta.url), 'utf8');
const code = 'C4AAAAAAAAAAAAAAAAAA';
const scriptUrl = 'http://analytics.localhost/i18n/pixel/events.js';

interface Hit {
  event: string;
  event_id: string;
  context: { pixel: { code: string }; user: Record<string, string>; ad: Record<string, unknown> };
}

/** A page with as much of a browser as the stub and events.js touch; `.localhost` alone takes no cookie. */
function openPage({
  takeover = 'rebind',
  cookies = {} as Record<string, string>,
  globalName = 'ttq',
  rules = '',
} = {}) {
  const jar = new Map(Object.entries(cookies));
  const hits: Hit[] = [];
  const inserted: string[] = [];
  const document = {
    currentScript: { src: '' },
    referrer: '',
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    set cookie(line: string) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (!/domain=localhost$/.test(line)) jar.set(name, value);
    },
    createElement: () => ({ src: '' }),
    getElementsByTagName: () => [
      { parentNode: { insertBefore: (script: { src: string }) => inserted.push(script.src) } },
    ],
  };
  const fetch = async (address: string, options: { body: string }) => {
    expect(address).toBe('http://analytics.localhost/api/v2/pixel');
    hits.push(JSON.parse(options.body));
  };
  const location = new URL('http://www.shop.localhost/?ttclid=E.C.P.abc');
  const page: Record<string, unknown> = { document, fetch, location, navigator: { userAgent: 'test' } };
  Object.assign(page, { crypto: webcrypto, URL, TextEncoder, setTimeout, window: page });
  createContext(page);
  const run = (script: string) => runInContext(script, page);
  const load = async (address = inserted.at(-1) ?? '') => {
    document.currentScript.src = address;
    run(eventsJs);
    await nextTurn();
  };
  run(pixelSnippet({ code, scriptUrl: `${scriptUrl}?takeover=${takeover}${rules}`, globalName }));
  return { run, load, hits, jar, inserted };
}

const said = (hits: readonly Hit[]) => hits.map((hit) => [hit.event, hit.event_id]);

describe.each(['rebind', 'replace'])('takeover by %s', (takeover) => {
  it('sends what waited, in order, then what comes', async () => {
    const page = openPage({ takeover });
    page.run(
      `ttq.track('AddToCart', {}, {event_id: 7}); ttq.instance('${code}').track('Purchase', {}, {event_id: 'o'})`,
    );
    expect(page.hits).toEqual([]);
    await page.load();
    page.run(`ttq.track('Search'); ttq.instance('${code}').track('Contact'); ttq.push(['track', 'Lead'])`);
    expect(said(page.hits)).toEqual([
      ['Pageview', ''],
      ['AddToCart', '7'],
      ['Purchase', 'o'],
      ['Search', ''],
      ['Contact', ''],
      ['Lead', ''],
    ]);
    expect(page.hits[0]?.context.ad).toMatchObject({ ttclid: 'E.C.P.abc' });
  });

  it('keeps or gives up the Array, and drops wrappers set on the stub', async () => {
    const page = openPage({ takeover });
    page.run(
      'var stub = ttq; var before = ttq.track; stub.track = function () { throw new Error("wrapper"); }',
    );
    await page.load();
    page.run("ttq.track('Search')");
    expect(page.run('ttq === stub')).toBe(takeover === 'rebind');
    expect(page.run('Array.isArray(ttq)')).toBe(takeover === 'rebind');
  });

  it('sends one hit a pixel, or to the one that was named', async () => {
    const page = openPage({ takeover });
    page.run("ttq.load('C4BBBBBBBBBBBBBBBBBB')");
    for (const address of page.inserted) await page.load(address);
    page.hits.length = 0;
    page.run("ttq.track('Search'); ttq.track('Lead', {}, {pixel_code: 'C4BBBBBBBBBBBBBBBBBB'})");
    expect(page.hits.map((hit) => [hit.event, hit.context.pixel.code])).toEqual([
      ['Search', code],
      ['Search', 'C4BBBBBBBBBBBBBBBBBB'],
      ['Lead', 'C4BBBBBBBBBBBBBBBBBB'],
    ]);
  });

  it('runs the rules of its pixel once, after what waited, and not before it is alive', async () => {
    const page = openPage({ takeover, rules: '&rules=1' });
    page.run("ttq.track('AddToCart', {}, {event_id: 7})");
    await page.load();
    await page.load();
    expect(said(page.hits)).toEqual([
      ['Pageview', ''],
      ['AddToCart', '7'],
      ['ClickButton', ''],
    ]);
    expect(page.hits.at(-1)).toMatchObject({
      properties: { pixelMethod: 'standard' },
      context: { pixel: { code } },
    });
  });

  it('runs the rules by the way that pages go, so that a wrapper around the live object sees them', async () => {
    const page = openPage({ takeover });
    await page.load();
    page.run(`
      var inner = ttq.instance, asked = [];
      ttq.instance = function (code) { asked.push(code); return inner.apply(this, arguments); };
    `);
    await page.load(`${scriptUrl}?rules=1&sdkid=C4BBBBBBBBBBBBBBBBBB&lib=ttq`);
    expect(page.run('asked.join()')).toBe('C4BBBBBBBBBBBBBBBBBB');
    expect(page.hits.at(-1)).toMatchObject({
      event: 'ClickButton',
      context: { pixel: { code: 'C4BBBBBBBBBBBBBBBBBB' } },
    });
  });

  it('survives being loaded twice', async () => {
    const page = openPage({ takeover });
    await page.load();
    await page.load();
    page.run("ttq.track('Search')");
    expect(said(page.hits)).toEqual([
      ['Pageview', ''],
      ['Search', ''],
    ]);
  });
});

it('hashes e-mail and phone, not the external id (vectors of https://business-api.tiktok.com/portal/docs)', async () => {
  const page = openPage();
  page.run(
    "ttq.identify({email: ' ALICE_abc@gmail.com ', phone_number: '+12133734253', external_id: 'user_123'})",
  );
  page.run("ttq.track('Search')");
  await page.load();
  await expect
    .poll(() => page.hits.at(-1)?.context.user)
    .toMatchObject({
      email: '848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f',
      phone_number: '9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd',
      external_id: 'user_123',
    });
});

it('sets _ttp and says so in its hits', async () => {
  const page = openPage();
  await page.load();
  expect(page.jar.get('_ttp')).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}_\.tt\.1$/);
  expect(page.jar.get('_tt_enable_cookie')).toBe('1');
  expect(page.hits[0]?.context.user.ttp).toBe(page.jar.get('_ttp'));
});

it('never overwrites a _ttp', async () => {
  const page = openPage({ cookies: { _ttp: 'older' } });
  await page.load();
  expect(page.jar.get('_ttp')).toBe('older');
});

it('sets no cookie when told so before it came', async () => {
  const page = openPage();
  page.run('ttq.length = 0; ttq.disableCookie(); ttq.page()');
  await page.load();
  expect(page.jar.size).toBe(0);
});

it.each([
  ['grantConsent', ['Search', 'Lead'], 'held events follow'],
  ['revokeConsent', [], 'held events are forgotten'],
])('after holdConsent, %s: %j (%s)', async (decision, expected) => {
  const page = openPage();
  page.run("ttq.length = 0; ttq.holdConsent(); ttq.track('Search')");
  await page.load();
  expect([page.hits.length, page.jar.size]).toEqual([0, 0]);
  page.run(`ttq.${decision}(); ttq.track('Lead')`);
  expect(page.hits.map((hit) => hit.event)).toEqual(expected);
});

it.each([
  ['', 'granted', true, 'a page that says nothing'],
  ['ttq.holdConsent()', 'held', true, 'waiting for a banner'],
  ['ttq.holdConsent(); ttq.grantConsent()', 'granted', true, 'granted'],
  ['ttq.revokeConsent()', 'revoked', true, 'revoked'],
  ['ttq.disableCookie()', 'granted', false, 'without cookies'],
  ['ttq.disableCookie(); ttq.enableCookie()', 'granted', true, 'with cookies again'],
])('after "%s" tests read consent %s and cookies %s (%s)', async (calls, consent, cookies) => {
  const page = openPage();
  page.run(calls);
  await page.load();
  expect(page.run("window[Symbol.for('simulated TikTok pixel')]")).toMatchObject({ consent, cookies });
});

it('finds the pixel under another name', async () => {
  const page = openPage({ globalName: 'analytics' });
  await page.load();
  page.run("window[window.TiktokAnalyticsObject].instance('C4AAAAAAAAAAAAAAAAAA').track('Lead')");
  expect(said(page.hits)).toEqual([
    ['Pageview', ''],
    ['Lead', ''],
  ]);
  expect(page.run('typeof ttq')).toBe('undefined');
});

it('cannot be used to close the script element', () => {
  expect(pixelSnippet({ code: '</script>', scriptUrl })).not.toContain('</script>');
});
