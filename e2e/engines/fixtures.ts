import { test as base, expect } from '@playwright/test';
import { startChromium } from './chromium-engine.ts';
import type { EngineBrowser, EngineTab, EngineVisit } from './engine.ts';
import { startFirefox } from './firefox-engine.ts';
import type { EngineName } from './installed.ts';
import { type Sites, startSites } from './sites.ts';
import { startWebKit } from './webkit-engine.ts';

export { expect };

const START: Readonly<Record<EngineName, () => Promise<EngineBrowser>>> = {
  chromium: startChromium,
  firefox: startFirefox,
  webkit: startWebKit,
};

interface Fixtures {
  /** The web as this test has it; the browser can reach nothing else. */
  readonly sites: Sites;
  /** A browser without a past. */
  readonly visit: EngineVisit;
  /** Its first tab. */
  readonly tab: EngineTab;
}

interface WorkerFixtures {
  /** Playwright's projects have the names of the engines. */
  readonly engine: EngineName;
  readonly engineBrowser: EngineBrowser;
}

/** For tests that run in every engine. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  engine: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
    async ({}, use, { project }) => use(project.name as EngineName),
    { scope: 'worker' },
  ],
  engineBrowser: [
    async ({ engine }, use) => {
      const browser = await START[engine]();
      await use(browser);
      await browser.stop();
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  sites: async ({}, use) => {
    const sites = await startSites();
    await use(sites);
    await sites.close();
  },
  visit: async ({ engineBrowser, sites }, use) => {
    const visit = await engineBrowser.visit(sites.port);
    await use(visit);
    await visit.close();
  },
  tab: async ({ visit }, use) => use(await visit.newTab()),
});
