import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumLaunch } from './chromium.ts';
import { arrivals, expectIds } from './engines/arrivals.ts';
import { expect, test } from './engines/fixtures.ts';
import { type OwnProcess, startProcess } from './engines/own-process.ts';
import { tag } from './engines/tagged-page.ts';

/** A secure context: Chromium prepares no other pages in advance. */
const SHOP = 'http://localhost/';
const RULES = '{"prerender": [{"urls": ["/next"], "eagerness": "immediate"}]}';

/** Chromium without a remote control, which would turn preparing off: the page finds its way by itself. */
async function startAlone(url: string, proxyPort: number): Promise<OwnProcess> {
  const profile = await mkdtemp(join(tmpdir(), 'clickthread-chromium-'));
  const { executablePath = chromium.executablePath(), args } = chromiumLaunch();
  const browser = await startProcess(executablePath, [
    ...args,
    '--headless',
    `--user-data-dir=${profile}`,
    `--proxy-server=http://127.0.0.1:${proxyPort}`,
    '--proxy-bypass-list=<-loopback>',
    url,
  ]);
  const stop = async () => {
    await browser.stop();
    await rm(profile, { recursive: true, force: true });
  };
  return { ...browser, stop };
}

test('a page that is prepared in advance sends and keeps nothing until somebody looks at it', async ({
  sites,
}) => {
  sites.page(
    SHOP,
    `<script type="speculationrules">${RULES}</script><script>
      (async () => {
        while (!(await fetch('/go')).ok) await new Promise((resolve) => setTimeout(resolve, 50));
        location.href = '/next';
      })();
    </script>`,
  );
  sites.page(
    `${SHOP}next`,
    `${tag()}<script>
      clickthread('track', 'ViewContent', {}, {eventId: 'early'});
      const kept = () => [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].join('');
      // After every timer that has been set so far.
      setTimeout(() => setTimeout(() => { new Image().src = '/prepared?' + document.prerendering + kept() }));
      addEventListener('prerenderingchange', () => clickthread('track', 'Contact', {}, {eventId: 'looked at'}), true);
    </script>`,
  );
  const asked = (path: string) =>
    sites.requests('localhost').filter(({ url }) => url.startsWith(SHOP + path));
  const browser = await startAlone(SHOP, sites.port);
  try {
    await expect
      .poll(() => asked('prepared').map(({ url }) => url), { timeout: 15_000 })
      .toEqual([`${SHOP}prepared?true`]);
    expect(asked('next')[0]?.headers['sec-purpose']).toContain('prerender');
    expect(sites.collected()).toEqual([]);

    sites.page(`${SHOP}go`, 'go');
    await expectIds(sites, 'Contact', ['looked at']);
    await expectIds(sites, 'ViewContent', ['early']);
    await expect.poll(() => arrivals(sites, 'Pageview').length).toBeGreaterThan(0);
    expect(new Set(arrivals(sites, 'Pageview').map(({ eventId }) => eventId)).size).toBe(1);
    expect(arrivals(sites, 'Pageview')[0]?.url).toBe(`${SHOP}next`);
    // The page that is looked at is the one that was prepared.
    expect(asked('next')).toHaveLength(1);
  } finally {
    await browser.stop();
  }
});
